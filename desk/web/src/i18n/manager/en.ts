/** English: the words of the screen of past calls. */
import own from "./en.json";

export default own;
