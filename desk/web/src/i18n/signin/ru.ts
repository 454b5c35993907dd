/** Russian: the words of the sign-in page. */
import own from "./ru.json";

export default own;
