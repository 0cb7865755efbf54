/**
 * Communes overseas that are called otherwise than their main town, which is what GeoNames has: the INSEE code by
 * territory and folded name of the town. Written by hand.
 */
export const TOWNS_OVERSEAS: Readonly<Record<string, string>> = {
  '975 miquelon': '97501',
  '977 gustavia': '97701',
  '978 marigot': '97801',
  '986 leava': '98612',
  '986 mata utu': '98613',
  '987 vaitape': '98714',
  '987 rikitea': '98719',
  '987 hitiaa': '98722',
  '987 atuona': '98723',
  '987 fare': '98724',
  '987 afareaitu': '98729',
  '987 taiohae': '98731',
  '987 moerai': '98744',
  '987 afaahiti': '98747',
  '987 vairao': '98748',
  '987 tevaitoa': '98754',
  '988 vao': '98809',
  '988 we': '98814',
  '988 tadine': '98815',
  '988 mont dore': '98817',
  '988 fayaoue': '98820',
  '988 yate barrage': '98832',
};
