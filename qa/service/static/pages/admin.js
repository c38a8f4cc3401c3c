/** What the archive's keeper does: upload, update from the folders, delete. */
import { service } from "./site.js";
import { holdings } from "./holdings.js";
import { keeping } from "./keeping.js";
import { reindexing } from "./reindexing.js";
import { uploads } from "./uploads.js";

keeping(async (keeper) => {
  await service.reindexing(keeper.key);
  const list = holdings(keeper);
  await list.draw();
  uploads(keeper, list.draw);
  reindexing(keeper, list.draw);
});
