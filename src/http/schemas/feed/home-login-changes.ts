import Type from "typebox";
import {
  type HomeLoginChangeType,
  homeLoginChangeTypes,
} from "../../../domain/feed/home-login-change.ts";
import { limitMax } from "../pagination.ts";
import { changeCursorPattern } from "../patterns.ts";
import { closed, listed, named, oneOf, ref, textOrNull, timestamp, uuid } from "../schema.ts";

const typeMeanings: Readonly<Record<HomeLoginChangeType, string>> = {
  invited:
    "an address was entered, or an address that had bounced or whose link had expired was invited again.",
  activated: "the family set a password for an address that had none.",
  bounced: "a mail to an address could not be delivered, or was reported as spam.",
  declined: "the family said that this is not its child.",
  removed: "an address was removed, or the pupil was erased.",
  expired: "the link of an invitation expired before a password was set.",
  left: "the pupil left the roster, so its home login ended.",
  returned:
    "the pupil is on the roster again. It has no home login until the school enters an address.",
};

export const HomeLoginChange = named(
  "HomeLoginChange",
  Type.Object(
    {
      id: uuid("Id of the change, a UUID. The same in each response that contains the change."),
      occurredAt: timestamp(
        "Time at which the service recorded the change, in UTC. Changes that were made at about the same time can be in another order.",
      ),
      type: oneOf(homeLoginChangeTypes, {
        description: listed(
          "What happened. A pupil can have two addresses: `getHomeLogin` has the state of each.",
          typeMeanings,
        ),
      }),
      brin: Type.String({ description: "BRIN of the school of the pupil.", examples: ["01AB"] }),
      pupilId: uuid("Id of the pupil."),
      externalId: textOrNull({
        description:
          "Key of the pupil in the pupil administration; `null` when the pupil has been erased since.",
        examples: ["1001"],
      }),
    },
    {
      description:
        "A change of the home login of a pupil. It has no address: read the state of the pupil with `getHomeLogin`.",
    },
  ),
);

export const HomeLoginChangePage = named(
  "HomeLoginChangePage",
  Type.Object(
    {
      items: Type.Array(ref(HomeLoginChange), {
        description:
          "Changes, the oldest first; empty when there are no changes after the cursor yet.",
      }),
      next: Type.String({
        description:
          "Cursor of the next page, never `null`. Store it, also when `items` is empty: it is valid for 30 days.",
      }),
    },
    { description: "A page of the changes of home logins." },
  ),
);

export const homeLoginChangesQuery = closed({
  limit: Type.Integer({
    minimum: 1,
    maximum: limitMax,
    default: 50,
    description: "Maximum number of items in the response.",
  }),
  start: Type.Optional(
    oneOf(["oldest", "now"], {
      description: listed("Where to start without a cursor.", {
        oldest: "at the oldest change that is kept (default).",
        now: "after all changes. The response has no items, and the cursor for changes from now on.",
      }),
    }),
  ),
  cursor: Type.Optional(
    Type.String({
      maxLength: 112,
      pattern: changeCursorPattern,
      description:
        "Start of the page: the value of `next` of the previous page. It cannot be combined with `start`. A cursor is valid for callers of the same portal, or of the same school.",
    }),
  ),
});
