import { document, type ResultOf } from '../lib/document.js';

const POINT = document(`fragment PointOnPage on Point {
  code name lat lon timeZone hours openState nextChange state
  address { street postcode city }
}`);

export const TRACK = document(
  `query Track($trackingNumber: ID!) {
    track(trackingNumber: $trackingNumber) {
      trackingNumber merchantName state instruction deadline expectedAt pickupCode pickupQr
      pickupPoint { ...PointOnPage }
      history { sequence kind happenedAt pointCode }
    }
  }`,
  [POINT],
);

export const OTHER_POINTS = document(
  `query OtherPoints($trackingNumber: ID!) {
    proposedPoints(trackingNumber: $trackingNumber, first: 8) {
      points { distanceMetres freePlaces point { ...PointOnPage } }
    }
  }`,
  [POINT],
);

export const MOVE = document(`mutation Move($input: RebookParcelInput!) {
  rebookParcel(input: $input) { __typename ... on Refusal { code message } }
}`);

export const KEEP_LONGER = document(`mutation KeepLonger($trackingNumber: ID!, $key: String!) {
  extendRetention(trackingNumber: $trackingNumber, idempotencyKey: $key) {
    __typename
    ... on Parcel { deadline }
    ... on Refusal { code message }
  }
}`);

export const GIVE_BACK = document(
  `query GiveBack($trackingNumber: ID!) {
    customerReturn(trackingNumber: $trackingNumber, first: 5) {
      until instruction
      points { distanceMetres freePlaces point { ...PointOnPage } }
    }
  }`,
  [POINT],
);

export type Tracked = ResultOf<typeof TRACK>['track'];
export type PointOnPage = Tracked['pickupPoint'];
export type OtherPoint = ResultOf<typeof OTHER_POINTS>['proposedPoints']['points'][number];
