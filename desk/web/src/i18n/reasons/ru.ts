/** Russian: the words of reasons, which the command line says too. */
import shared from "../../../../../vocabulary/words/ru.json";

export default shared;
