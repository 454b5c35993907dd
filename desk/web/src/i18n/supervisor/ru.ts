/** Russian: the words of the supervisor's screen. */
import own from "./ru.json";

export default own;
