/** There is no page at this address. */
import { address, part, show } from "./site.js";

show(() => {
  part("home").href = address("");
  part("list").href = address("documents");
});
