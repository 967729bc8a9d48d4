import Type, { type TSchema } from "typebox";
import { closed, named, ref, textOrNull } from "./schema.ts";

export const limitMax = 200;
/** An id and two names of 200 characters with four bytes each, encrypted and encoded. */
const cursorLengthMax = 2_200;

const pageParameters = {
  limit: Type.Integer({
    minimum: 1,
    maximum: limitMax,
    default: 50,
    description: "Maximum number of items in the response.",
  }),
  cursor: Type.Optional(
    Type.String({
      maxLength: cursorLengthMax,
      description:
        "Start of the page: the value of `next` of the previous page. Omit it for the first page. Keep the filters the same.",
    }),
  ),
};

/** Returns the query parameters of a list, with additional filters. */
export const pageQuery = <Filters extends Record<string, TSchema>>(filters: Filters) =>
  closed({ ...pageParameters, ...filters });

export const page = <Item extends TSchema>(name: string, item: Item) =>
  named(
    name,
    Type.Object(
      {
        items: Type.Array(ref(item), {
          description: "The items of this page; empty when nothing matches.",
        }),
        next: textOrNull({ description: "Cursor of the next page; `null` on the last page." }),
      },
      { description: "One page of a list." },
    ),
  );
