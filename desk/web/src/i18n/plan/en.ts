/** English: the words of the plan's screen. */
import own from "./en.json";

export default own;
