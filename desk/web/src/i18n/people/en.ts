/** English: the words of people and accounts. */
import own from "./en.json";

export default own;
