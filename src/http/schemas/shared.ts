// Every named schema, for the app to know.
import { Group, GroupPage, GroupScreen, Pupil, PupilPage, Teacher } from "./groups.ts";
import {
  Activation,
  ActivationLookup,
  ActivationLookupRequest,
  ActivationRequest,
  HomeSession,
  HomeSessionRequest,
  HomeSessionTokens,
  LinkRequest,
  RefreshRequest,
} from "./home.ts";
import {
  ActivationMails,
  ActivationMailsRequest,
  ChangedHomeLogin,
  HomeLogin,
  HomeLoginRequest,
} from "./home-logins.ts";
import { MailEvents } from "./mail-events.ts";
import { MailgunEvent } from "./mailgun-event.ts";
import { PostmarkEvent } from "./postmark-event.ts";
import { Problem } from "./problem.ts";
import { RosterChange, RosterRequest } from "./rosters.ts";
import { Health, OpenapiDocument, Page } from "./service.ts";
import { SesNotification } from "./ses-notification.ts";
import { Jwks, TokenError, TokenRequest, TokenResponse } from "./tokens.ts";

export const sharedSchemas = [
  Group,
  Teacher,
  Pupil,
  GroupScreen,
  GroupPage,
  PupilPage,
  ActivationLookupRequest,
  ActivationLookup,
  ActivationRequest,
  Activation,
  LinkRequest,
  HomeSessionRequest,
  RefreshRequest,
  HomeSessionTokens,
  HomeSession,
  HomeLogin,
  ChangedHomeLogin,
  HomeLoginRequest,
  ActivationMailsRequest,
  ActivationMails,
  MailEvents,
  PostmarkEvent,
  MailgunEvent,
  SesNotification,
  Problem,
  RosterRequest,
  RosterChange,
  TokenRequest,
  TokenResponse,
  TokenError,
  Jwks,
  Health,
  OpenapiDocument,
  Page,
];
