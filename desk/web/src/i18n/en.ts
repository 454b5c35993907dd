/** English: the screens' own words, and those that the command line says too. */
import shared from "../../../../vocabulary/words/en.json";
import own from "./en.json";

export default { ...own, ...shared };
