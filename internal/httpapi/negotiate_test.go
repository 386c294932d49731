package httpapi

import "testing"

func TestAnswerType(t *testing.T) {
	t.Parallel()
	for accept, want := range map[string]string{
		"": typeJSON, "*/*": typeJSON, typeJSON: typeJSON, typeResponse: typeResponse, "application/*": typeJSON,
		typeResponse + ", " + typeJSON:                                                      typeResponse,
		typeJSON + ", " + typeResponse:                                                      typeResponse,
		typeJSON + ", " + typeResponse + ";q=0.9":                                           typeJSON,
		typeResponse + ";q=0.5, */*;q=0.4":                                                  typeResponse,
		typeResponse + ";q=0.4, */*;q=0.5":                                                  typeJSON,
		typeResponse + ";q=0, */*":                                                          typeJSON,
		typeJSON + ";q=0, */*;q=1":                                                          "",
		typeJSON + ";q=0," + typeResponse + ";q=0.001":                                      typeResponse,
		"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8":                   typeJSON,
		"application/graphql-response+json; charset=utf-8, application/json; charset=utf-8": typeResponse,
		"application/json; charset=utf-16":                                                  "",
		"APPLICATION/JSON":                                                                  typeJSON,
		"text/html":                                                                         "",
		"application/json;q=high":                                                           "",
		"application/json;q=2":                                                              "",
		"application/json;q=0.0001":                                                         "",
		",,;":                                                                               "",
		"application/graphql-response+json;q=NaN, application/json;q=0.1":                   typeJSON,
	} {
		if got := answerType(accept); got != want {
			t.Errorf("answerType(%q): %q, want %q", accept, got, want)
		}
	}
}

func TestCoding(t *testing.T) {
	t.Parallel()
	for accept, want := range map[string]int{
		"": identity, "identity": identity, "gzip": gzipped, "zstd": zstandard, "br": identity, "*": identity,
		"gzip, deflate, br, zstd": zstandard, "gzip, zstd;q=0.9": gzipped, "gzip;q=0": identity, "gzip;q=0, zstd;q=0.1": zstandard, "GZIP": gzipped,
		"identity;q=0.5, gzip": gzipped, "gzip;q=0.5, identity": identity, "identity, gzip;q=0.5": identity, "identity, gzip": gzipped, "gzip, identity": gzipped,
		"identity;q=0": identity, "identity;q=0, gzip;q=0.001": gzipped, "zstd;q=0.1, identity;q=0.2, gzip;q=0.3": gzipped, "*;q=0": identity, "gzip;q=2": identity,
		"gzip;q=0, gzip": gzipped, " gzip ; q=1.000 ": gzipped, "gzip;q=1.0001": identity, "gzip;q=": identity, ";q=1": identity, "x-gzip": identity, ",": identity,
	} {
		if got := coding(accept); got != want {
			t.Errorf("coding(%q): %d, want %d", accept, got, want)
		}
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	for list, want := range map[string]bool{
		`"a"`: true, `W/"a"`: true, `"a-gzip"`: true, `"b", "a-zstd"`: true, `a`: false, `"b"`: false, `*`: false, ``: false, `"a-br"`: false,
	} {
		if _, got := matches(list, "a"); got != want {
			t.Errorf("matches(%q): %v, want %v", list, got, want)
		}
	}
}

func TestLangParameter(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"": "", "lang=en": "en", "query={a}&lang=en&x": "en", "xlang=fr&lang=en": "en", "lang=e%6E": "en", "lang=": "", "lang=%zz": "", "query=xlang=fr": "",
	} {
		if got := langParameter(query); got != want {
			t.Errorf("langParameter(%q): %q, want %q", query, got, want)
		}
	}
}

// TestNormal writes requests in several ways: those of a line are one, those of two lines differ.
func TestNormal(t *testing.T) {
	t.Parallel()
	seen := map[[32]byte]int{}
	for i, same := range [][]string{
		{`{"query":"{a}"}`, `{"query":" { a, } # why"}`, `{"variables":null,"query":"{a}"}`},
		{`{"query":"{a b}"}`, `{"query":"{a,b}"}`},
		{`{"query":"{ab}"}`},
		{`{"query":"{a(b:\"c d\")}"}`, `{"query":"{a(b:\"c\\u0020d\")}"}`},
		{`{"query":"{a(b:\"c  d\")}"}`},
		{`{"query":"{a(b:c)}"}`},
		{`{"query":"{a(b:\"c\")}"}`},
		{`{"query":"{a(b:\"\"\"c\"\"\")}"}`},
		{`{"query":"{a(b:1)}"}`},
		{`{"query":"{a(b:\"1\")}"}`},
		{`{"query":"{a}","variables":{"x":1,"y":{"b":1,"a":2}}}`, `{"query":"{a}","variables":{"y":{"a":2,"b":1},"x":1}}`},
		{`{"query":"{a}","variables":{"x":"1"}}`},
		{`{"query":"{a}","variables":{"x":null}}`},
		{`{"query":"{a}","operationName":"x"}`},
		{`{"query":"{a}x"}`},
	} {
		for _, body := range same {
			p, no := inBody(body)
			if no != nil {
				t.Fatal(body, no)
			}
			sum, ok := p.normal()
			if !ok {
				t.Fatal(body)
			}
			if line, known := seen[sum]; known && line != i {
				t.Errorf("%s is taken for line %d", body, line)
			} else if !known && body != same[0] {
				t.Errorf("%s is not taken for %s", body, same[0])
			}
			seen[sum] = i
		}
	}
}
