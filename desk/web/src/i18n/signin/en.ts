/** English: the words of the sign-in page. */
import own from "./en.json";

export default own;
