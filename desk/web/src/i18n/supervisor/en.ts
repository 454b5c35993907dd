/** English: the words of the supervisor's screen. */
import own from "./en.json";

export default own;
