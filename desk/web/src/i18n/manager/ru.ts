/** Russian: the words of the screen of past calls. */
import own from "./ru.json";

export default own;
