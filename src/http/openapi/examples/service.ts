// Examples of the bodies of API clients, operators, mail providers and the service itself.
import { jwt } from "./values.ts";

const mailId = "01a05c3e-06e2-7c3a-9d5e-0a1b2c3d4e5f";
const messageId = `${mailId}@thuisinlog.example`;

export const serviceExamples = {
  TokenRequest: {
    grant_type: "client_credentials",
    client_id: "01a057d1-3a4b-7c5d-8e6f-708192a3b4c5",
    client_secret: "example-secret",
  },
  TokenResponse: { access_token: jwt, token_type: "Bearer", expires_in: 3600 },
  TokenError: {
    error: "unsupported_grant_type",
    error_description: "grant_type must be client_credentials.",
    type: "https://thuisinlog.example/problems/invalid-request",
    title: "Invalid request",
    status: 400,
    detail: "grant_type must be client_credentials.",
    instance: "/v1/oauth/token",
    errors: [{ pointer: "/grant_type", detail: "must be client_credentials" }],
  },
  TokenError401: {
    error: "invalid_client",
    error_description: "Client authentication failed.",
    type: "https://thuisinlog.example/problems/unauthorized",
    title: "Not authenticated",
    status: 401,
    detail: "Client authentication failed.",
    instance: "/v1/oauth/token",
  },
  Jwks: {
    keys: [
      {
        kty: "EC",
        crv: "P-256",
        x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        kid: "01a057d0-1a2b-7c3d-8e4f-5a6b7c8d9e0f",
        alg: "ES256",
        use: "sig",
      },
    ],
  },
  AuthorizationServer: {
    issuer: "https://thuisinlog.example",
    token_endpoint: "https://thuisinlog.example/v1/oauth/token",
    jwks_uri: "https://thuisinlog.example/.well-known/jwks.json",
    response_types_supported: [],
    grant_types_supported: ["client_credentials"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    service_documentation: "https://thuisinlog.example/docs",
  },
  Problem404: {
    type: "https://thuisinlog.example/problems/not-found",
    title: "Not found",
    status: 404,
    detail: "There is no problem type with this name; see /problems.",
    instance: "/problems/no-such-problem",
  },
  Health: { status: "ok" },
  OpenapiDocument: {
    openapi: "3.1.0",
    info: { title: "Thuisinlog", version: "1.0.0" },
    paths: {},
  },
  SecurityText:
    "Contact: mailto:security@example.nl\nExpires: 2027-02-28T00:00:00.000Z\nPreferred-Languages: nl, en\nCanonical: https://thuisinlog.example/.well-known/security.txt\n",
  Page: '<!doctype html>\n<html lang="en"><title>Not found - Thuisinlog</title><h1>Not found</h1></html>\n',
  MailEvents: {
    messageId: `<${messageId}>`,
    event: "bounced",
    reason: "550 5.1.1 no such user",
    occurredAt: "2026-09-01T09:13:02.000Z",
  },
  PostmarkEvent: {
    RecordType: "Bounce",
    Metadata: { mailid: mailId },
    Type: "HardBounce",
    Inactive: true,
    Description: "The server was unable to deliver your message.",
    Details: "smtp;550 5.1.1 no such user",
  },
  MailgunEvent: {
    signature: {
      timestamp: "1788253982",
      token: "b0c1d2e3f4a5968778695a4b3c2d1e0f1a2b3c4d5e6f708192",
      signature: "3d2f1e0c9b8a79685746352413020f1e2d3c4b5a69788796a5b4c3d2e1f00f1e",
    },
    "event-data": {
      event: "failed",
      severity: "permanent",
      reason: "bounce",
      "delivery-status": { code: 550, "enhanced-code": "5.1.1", message: "no such user" },
      message: { headers: { "message-id": messageId } },
    },
  },
  SesNotification: {
    Type: "Notification",
    MessageId: "8a7b6c5d-4e3f-5a1b-9c0d-e1f2a3b4c5d6",
    TopicArn: "arn:aws:sns:eu-west-1:123456789012:mail-events",
    Message: JSON.stringify({
      notificationType: "Bounce",
      bounce: {
        bounceType: "Permanent",
        bounceSubType: "General",
        bouncedRecipients: [{ status: "5.1.1", diagnosticCode: "smtp; 550 5.1.1 no such user" }],
      },
      mail: { headers: [{ name: "Message-ID", value: `<${messageId}>` }] },
    }),
    Timestamp: "2026-09-01T09:13:02.000Z",
    SignatureVersion: "2",
    Signature: "ZXhhbXBsZS1zaWduYXR1cmU=",
    SigningCertURL: "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-example.pem",
  },
};
