/** English: the words of reasons, which the command line says too. */
import shared from "../../../../../vocabulary/words/en.json";

export default shared;
