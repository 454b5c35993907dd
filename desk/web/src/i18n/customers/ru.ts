/** Russian: the words of the screen of customers. */
import own from "./ru.json";

export default own;
