// Every named schema; `createApp` registers them.

import { MailgunEvent } from "../webhooks/mailgun.ts";
import { PostmarkEvent } from "../webhooks/postmark.ts";
import { SesNotification } from "../webhooks/ses.ts";
import {
  BulkActivationMails,
  BulkActivationMailsRequest,
  BulkActivationMailsTable,
} from "./activation-mails.ts";
import {
  AddressProposal,
  AddressProposalPage,
  ProposalAnswer,
  ProposalRequest,
} from "./address-proposals.ts";
import { AuditEvent, AuditEventPage } from "./audit-events.ts";
import {
  BulkActivation,
  BulkActivationOutcomes,
  BulkActivationRequest,
  BulkActivationTable,
} from "./bulk-activations.ts";
import { HomeLoginChange, HomeLoginChangePage } from "./feed/home-login-changes.ts";
import {
  Group,
  GroupPage,
  GroupScreen,
  GroupUpdate,
  Pupil,
  PupilPage,
  PupilUpdate,
  Teacher,
} from "./groups.ts";
import {
  Activation,
  ActivationLookup,
  ActivationLookupRequest,
  ActivationRefusalRequest,
  ActivationRequest,
  HomeLoginTokens,
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
} from "./home-login.ts";
import { HomeLoginTable, ReportedPupil, ReportedPupilPage } from "./home-login-list.ts";
import { Launch, LaunchRequest, PublisherList } from "./launches.ts";
import { LettersRequest } from "./letters.ts";
import { MailEvents } from "./mail-events.ts";
import { PersonalData } from "./personal-data.ts";
import {
  DeviceList,
  DeviceLookup,
  DeviceLookupRequest,
  DeviceRequest,
  NewDevice,
  PictureCodeRequest,
  PictureSessionRequest,
} from "./pictures.ts";
import { Problem } from "./problem.ts";
import { RosterChange, RosterChangeTable } from "./roster-changes.ts";
import { EdexmlDocument, RosterRequest } from "./rosters.ts";
import { School, SchoolUpdate } from "./schools.ts";
import { Health, OpenapiDocument, Page, SecurityText } from "./service.ts";
import { AuthorizationServer, Jwks, TokenError, TokenRequest, TokenResponse } from "./tokens.ts";

export const sharedSchemas = [
  Group,
  GroupUpdate,
  Teacher,
  Pupil,
  PupilUpdate,
  GroupScreen,
  GroupPage,
  PupilPage,
  ActivationLookupRequest,
  ActivationRefusalRequest,
  ActivationLookup,
  ActivationRequest,
  Activation,
  LinkRequest,
  HomeSessionRequest,
  RefreshRequest,
  HomeLoginTokens,
  HomeSessionTokens,
  HomeSession,
  DeviceRequest,
  NewDevice,
  DeviceList,
  DeviceLookupRequest,
  DeviceLookup,
  PictureCodeRequest,
  PictureSessionRequest,
  LettersRequest,
  ProposalRequest,
  ProposalAnswer,
  AddressProposal,
  AddressProposalPage,
  LaunchRequest,
  Launch,
  PublisherList,
  HomeLogin,
  ChangedHomeLogin,
  HomeLoginRequest,
  ActivationMailsRequest,
  ActivationMails,
  BulkActivationMailsRequest,
  BulkActivationMails,
  BulkActivationMailsTable,
  ReportedPupil,
  ReportedPupilPage,
  HomeLoginTable,
  HomeLoginChange,
  HomeLoginChangePage,
  AuditEvent,
  AuditEventPage,
  PersonalData,
  MailEvents,
  PostmarkEvent,
  MailgunEvent,
  SesNotification,
  TypingWarning,
  BulkActivationRequest,
  BulkActivationTable,
  BulkActivation,
  BulkActivationOutcomes,
  Problem,
  RosterRequest,
  EdexmlDocument,
  RosterChange,
  RosterChangeTable,
  School,
  SchoolUpdate,
  TokenRequest,
  TokenResponse,
  TokenError,
  Jwks,
  AuthorizationServer,
  Health,
  OpenapiDocument,
  SecurityText,
  Page,
];
