/** English: the words of the screen of customers. */
import own from "./en.json";

export default own;
