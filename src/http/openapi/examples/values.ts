// Values that several examples share, so that one pupil, group and school run through the document. The keys of pupils
// are those of the fictional school, so that "Try it out" finds them after `npm start`.

export const school = { name: "De Regenboog" };
export const pupilId = "01a057e1-2b3c-7d4e-8f50-617283940a1b";
export const proposalId = "01a05812-7c8d-7e9f-a0b1-c2d3e4f5a6b7";
export const letterCode = "7K3M-9QXR-2VBN";
export const group = {
  id: "01a057e0-51a7-7c12-9b3d-0c1d2e3f4a5b",
  externalId: "G2A",
  name: "2A",
  yearGroup: "2",
  loginMethod: "picture",
  publishers: null,
  pupilCount: 2,
  homeLoginCount: 1,
} as const;
// No `c` or `p`: Spectral validates the pattern `[^\p{Cc}]` without the flag `u`.
export const pupilName = { firstName: "Sanne", infix: "van der", lastName: "Hof" };
export const eckId = "https://ketenid.example/0a1b2c";
export const picture = {
  picture: "owl",
  pictureUrl: "https://thuisinlog.example/assets/drawings/owl.svg",
};
export const email = "ouder@example.nl";
/** With a typing error in the domain. */
export const mistypedEmail = "opa@gmial.com";
export const invitedAt = "2026-09-01T09:12:44.000Z";
export const activatedAt = "2026-09-01T18:30:05.000Z";
export const expiresAt = "2026-09-15T09:12:44.000Z";
export const linkToken = "v1.Zk3nq0S8bXw2yV5tR7uPdA.c2VjcmV0LWV4YW1wbGU";
export const deviceToken = "kq1Y6w3Zr8T0bN5sVxJ2hLmP4cF7gQ9dEoAiUuRtWyX";
export const loginDeviceToken = "o5Zq1V8yJt3mK7wXbR0cHnP2sLdF6gUeAiTzQ9rYvWk";
export const password = "fietsen naar de zee";
export const jwt = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJleGFtcGxlIn0.c2lnbmF0dXJl";

/** With the header and the claims of a real launch token. */
export const launchToken = [
  { alg: "ES256", typ: "launch+jwt", kid: "01a057d0-1a2b-7c3d-8e4f-5a6b7c8d9e0f" },
  {
    iss: "https://thuisinlog.example",
    aud: "malmberg",
    sub: "b3RoZXItcHVwaWwtYXQtdGhpcy1wdWJsaXNoZXI",
    given_name: "Sanne",
    eck_id: eckId,
    school: "01AB",
    iat: 1_788_253_982,
    exp: 1_788_254_042,
    jti: "3d1f6a52-8a0b-4c3d-9e4f-5a6b7c8d9e0f",
  },
]
  .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
  .concat("c2lnbmF0dXJl")
  .join(".");

export const device = {
  id: "01a07ce2-c318-7e5f-8061-728394a5b6c7",
  name: "Chrome, Android",
  createdAt: "2026-09-07T17:20:31.000Z",
  lastUsedAt: "2026-09-14T15:02:10.000Z",
  expiresAt: "2027-03-13T15:02:10.000Z",
};

export const auditEvent = {
  id: "01a05c3e-06e1-7b01-8c02-112233445566",
  occurredAt: "2026-09-01T09:12:44.000Z",
  actor: { kind: "issuer", id: "01a057d2-4b5c-7d6e-8f70-8192a3b4c5d6", person: "LK4" },
  action: "home-login-set",
  pupilId,
  emails: [email, mistypedEmail],
  details: { added: 2, removed: 0 },
  requestId: "01a05c3e-06df-7c3e-9d10-aabbccddeeff",
  network: "203.0.113.7",
};
