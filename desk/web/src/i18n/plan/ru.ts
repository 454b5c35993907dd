/** Russian: the words of the plan's screen. */
import own from "./ru.json";

export default own;
