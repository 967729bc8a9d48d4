// Every named schema, for the app to know.
import {
  BulkActivation,
  BulkActivationOutcomes,
  BulkActivationRequest,
  BulkActivationTable,
} from "./bulk-activations.ts";
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
  TypingWarning,
} from "./home-logins.ts";
import { Problem } from "./problem.ts";
import { RosterChange, RosterRequest } from "./rosters.ts";
import { Health, OpenapiDocument, Page } from "./service.ts";
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
  TypingWarning,
  BulkActivationRequest,
  BulkActivationTable,
  BulkActivation,
  BulkActivationOutcomes,
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
