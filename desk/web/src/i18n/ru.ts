/** Russian: the words of every screen. */
import own from "./ru.json";

export default own;
