// Examples of the feed of changes.
import { noticeType } from "../../../domain/feed/webhook.ts";
import { activatedAt, pupilId } from "./values.ts";

const changeCursor =
  "Zk3nq0S8bXw2yV5tR7uPdAc2VjcmV0LWV4YW1wbGUtY3Vyc29yLW9mLXRoZS1mZWVkLW9mLWNoYW5nZXMtd2hpY2gtaXMtZW5jcnlwdGVkLWFzLW";

export const feedExamples = {
  HomeLoginChangePage: {
    items: [
      {
        id: "3f0e2a4c-5b6d-4e7f-8a90-1b2c3d4e5f60",
        occurredAt: activatedAt,
        type: "activated",
        brin: "01AB",
        pupilId,
        externalId: "1001",
      },
    ],
    next: changeCursor,
  },
};

/** Body of a notice to a webhook. */
export const noticeExample = {
  type: noticeType,
  timestamp: "2026-09-01T18:30:05.000Z",
  data: { cursor: changeCursor },
};
