/** Russian: the words of the operator's screen. */
import own from "./ru.json";

export default own;
