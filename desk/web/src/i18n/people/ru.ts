/** Russian: the words of people and accounts. */
import own from "./ru.json";

export default own;
