/** English: the words of the operator's screen. */
import own from "./en.json";

export default own;
