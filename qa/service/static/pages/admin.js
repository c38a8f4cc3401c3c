/** What the archive's keeper does: upload, update from the folders, delete. */
import { service } from "./site.js";
import { holdings } from "./holdings.js";
import { keeping } from "./keeping.js";
import { left } from "./left.js";
import { reindexing } from "./reindexing.js";
import { uploads } from "./uploads.js";

keeping(async (keeper) => {
  await service.reindexing(keeper.key);
  let again = () => {};
  const list = holdings(keeper, (ids) => again(ids));
  const unread = left(keeper);
  const draw = async () => {
    await list.draw();
    await unread.draw();
  };
  await draw();
  uploads(keeper, draw);
  again = reindexing(keeper, draw);
});
