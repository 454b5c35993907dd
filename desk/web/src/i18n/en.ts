/** English: the words of every screen. */
import own from "./en.json";

export default own;
