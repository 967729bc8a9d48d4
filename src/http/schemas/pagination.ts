import Type, { type TSchema } from "typebox";
import { closed, named, ref, textOrNull } from "./schema.ts";

export const limitMax = 200;

const pageParameters = {
  limit: Type.Integer({
    minimum: 1,
    maximum: limitMax,
    default: 50,
    description: "How many items at most.",
  }),
  cursor: Type.Optional(
    Type.String({
      pattern: "^[A-Za-z0-9_-]{22}$",
      description: "Where the page begins: `next` of the page before it.",
      examples: ["AZqu0pK6cACTn4xVQm3yXA"],
    }),
  ),
};

/** The query of a list, with what else it can be narrowed by. */
export const pageQuery = <Filters extends Record<string, TSchema>>(filters: Filters) =>
  closed({ ...pageParameters, ...filters });

export const page = <Item extends TSchema>(name: string, item: Item) =>
  named(
    name,
    Type.Object(
      {
        items: Type.Array(ref(item)),
        next: textOrNull({ description: "The cursor of the next page; `null` on the last one." }),
      },
      { description: "One page of a list in a stable order." },
    ),
  );
