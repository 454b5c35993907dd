/** Russian: the screens' own words, and those that the command line says too. */
import shared from "../../../../vocabulary/words/ru.json";
import own from "./ru.json";

export default { ...own, ...shared };
