/** Countries whose public holidays are known, by their two letters. */
export const countries =
  "AD AE AL AM AO AR AT AU AZ BA BD BE BG BR BY CA CH CL CN CO CR CY CZ DE DK DO DZ EC EE EG ES FI FR GB GE GR GT HK HN HR HU ID IE IL IN IS IT JM JO JP KE KG KR KW KZ LB LI LK LT LU LV MA MC MD ME MK MT MX MY NG NI NL NO NZ PA PE PH PK PL PT PY QA RO RS RU SA SE SG SI SK SM SV TH TJ TM TN TR TW UA US UY UZ VE VN ZA".split(
    " ",
  );
