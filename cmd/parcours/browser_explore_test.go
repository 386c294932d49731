package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"
)

// TestBrowserExplore writes a query with suggested names, by keyboard alone, and takes it along.
func TestBrowserExplore(t *testing.T) {
	b, at := newBrowser(t), site(t)

	t.Run("keyboard", func(t *testing.T) {
		p := b.tab(t)
		p.open(at + "/explore?lang=en")
		p.eval(`query.value = ""; query.focus()`, nil)
		p.press("{ st")
		p.wait(`document.querySelectorAll("#suggest li").length === 2`)
		p.is(`document.querySelector("#suggest li code").textContent === "step"`)
		p.press(kb.ArrowDown + kb.ArrowDown + kb.Enter)
		p.is(`query.value === "{ steps" && document.querySelector("#suggest").hidden`)
		p.is(`document.querySelector("#here a").getAttribute("href") === "/explore/schema/Query#steps"`)
		p.press(" { numb" + kb.ArrowDown + kb.Tab + " title } }")
		p.is(`query.value === "{ steps { number title } }"`)
		p.press(kb.Tab)
		p.is(`document.activeElement !== query`) // no trap
		p.eval(`query.focus()`, nil)
		p.press(kb.Enter, kb.ModifierCtrl)
		p.wait(`document.querySelector("#tree").innerText.includes("Qualify your need")`)
		p.is(`document.querySelector("#status").textContent.startsWith("Answered: ")`)
	})

	t.Run("example", func(t *testing.T) {
		p := b.tab(t)
		p.open(at + "/explore?example=" + "path-technical" + "&lang=fr")
		p.is(`document.querySelector("#tree").innerText.includes("data")`)
		p.run(chromedp.Click(chromedp.CSS("input[value=json]")))
		p.is(`JSON.parse(document.querySelector("#json").textContent).data !== null`)
	})

	t.Run("mistakes", func(t *testing.T) {
		p := b.tab(t)
		p.open(at + "/explore?lang=en")
		p.eval(`query.value = "{ nope }"`, nil)
		p.run(chromedp.Click(chromedp.CSS("#run")))
		p.wait(`document.querySelector("#status").textContent === "The query was refused."`)
		p.run(chromedp.SetValue(chromedp.CSS("#variables"), "{"), chromedp.Click(chromedp.CSS("#run")))
		p.is(`document.querySelector("#status").textContent === "The variables are not valid JSON." && document.activeElement.id === "variables"`)
	})

	t.Run("link", func(t *testing.T) {
		p := b.tab(t)
		p.open(at + "/explore?lang=en")
		p.eval(`query.value = "query Q($n: Int!) { step(number: $n) { title } } # é"; variables.value = '{"n": 2}'`, nil)
		p.run(chromedp.Click(chromedp.CSS("#link")))
		p.wait(`location.hash.startsWith("#q=")`)
		link := p.text(`location.href`)
		p = b.tab(t)
		p.open(link)
		p.is(`query.value.endsWith("# é") && variables.value === '{"n": 2}'`)
		p.wait(`document.querySelector("#tree").innerText.includes("title")`)
		for _, request := range p.requests {
			if strings.Contains(request, "#q=") && !strings.HasPrefix(request, at+"/explore") || strings.Contains(request, "step(") {
				t.Errorf("what was shared was sent: %s", request)
			}
		}
	})

	t.Run("without scripts", func(t *testing.T) {
		p := b.tab(t)
		p.script(false)
		p.open(at + "/explore?lang=en")
		p.run(chromedp.SetValue(chromedp.CSS("#query"), "{ role(id: \"technical\") { title } }"), chromedp.Click(chromedp.CSS("#run")))
		p.run(chromedp.WaitVisible(chromedp.CSS("#json")))
		answer := p.text(`document.querySelector("#json").textContent`)
		if !strings.Contains(answer, "Technical") {
			t.Errorf("answer %q", answer)
		}
	})
}

// TestBrowserSnippets runs the same query as a shell, a browser and a Go program would.
func TestBrowserSnippets(t *testing.T) {
	b, at := newBrowser(t), site(t)
	p := b.tab(t)
	p.open(at + "/explore?lang=en")
	p.eval("query.value = 'query Q($id: ID!) { role(id: $id) { title } }\\n# it\\'s a \\\"quote\\\"'; variables.value = '{\"id\": \"technical\"}'", nil)
	p.eval(`document.querySelector("#in").value = "en"; variables.dispatchEvent(new Event("input"))`, nil)
	want := `{"data":{"role":{"title":"Technical delivery"}}}`
	snippet := func(as string) string {
		p.run(chromedp.SetValue(chromedp.CSS("#as"), as))
		p.eval(`document.querySelector("#as").dispatchEvent(new Event("input"))`, nil)
		return p.text(`document.querySelector("#snippet").textContent`)
	}
	check := func(t *testing.T, got string) {
		t.Helper()
		if diff := cmp.Diff(want, strings.TrimSpace(got)); diff != "" {
			t.Errorf("answer mismatch (-want +got)\n%s", diff)
		}
	}
	t.Run("curl", func(t *testing.T) {
		if _, err := exec.LookPath("curl"); err != nil {
			missing(t, "curl")
		}
		out, err := exec.CommandContext(t.Context(), "sh", "-c", strings.Replace(snippet("curl"), "curl ", "curl -s ", 1)).Output()
		if err != nil {
			t.Fatal(err)
		}
		check(t, string(out))
	})
	t.Run("fetch", func(t *testing.T) {
		check(t, p.text(`(async () => {`+snippet("fetch")+`; return JSON.stringify({data, errors}); })()`))
	})
	t.Run("go", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "main.go")
		if err := os.WriteFile(file, []byte(snippet("go")), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), "go", "run", file).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		check(t, string(out))
	})
	t.Run("apollo", func(t *testing.T) {
		// only its form: the package is not ours
		text := snippet("apollo")
		for _, part := range []string{"@apollo/client", at + "/graphql", "query Q($id: ID!)", `"id": "technical"`} {
			if !strings.Contains(text, part) {
				t.Errorf("no %s in\n%s", part, text)
			}
		}
	})
}

// TestBrowserCompletion asks what may stand at the mark of a query.
func TestBrowserCompletion(t *testing.T) {
	b, at := newBrowser(t), site(t)
	p := b.tab(t)
	p.open(at + "/explore")
	script := p.text(`document.querySelector("script[type=module]").src.replace("explore.js", "complete.js")`)
	for text, want := range map[string][]string{
		"{ rol|":                       {"role", "roles"},
		"{ steps { objectives { te|":   {"text"},
		"{ steps { number } ro|":       {"role", "roles"},
		"{ s: steps { nu|":             {"number"},
		"{ step(nu|":                   {"number"},
		"{ step(number: 1) { ti| } }":  {"title"},
		"{ learningPath(profile: {ro|": {"roles"},
		"{ learningPath(profile: {roles: [\"technical\"], fr|":              {"from"},
		"{ learningPath(profile: {roles: [\"a\"]}) { stages { items { sta|": {"state"},
		"{ node(id: \"x\") { ... on Ro|":                                    {"Role"},
		"{ node(id: \"x\") { ... on Role { ti|":                             {"title"},
		"query Q($number: Int!) { step(number: $nu|":                        {"$number"},
		"query Q($x: Profile|":                                              {"ProfileInput"},
		"fragment F on Step { ti|":                                          {"title"},
		"fragment F on Step { title } { steps { ...F|":                      {"F"},
		"{ steps @sk|":             {"@skip"},
		"{ steps @skip(if: tr|":    {"true"},
		"# ro|":                    nil,
		"{ role(id: \"ro|":         nil,
		"{ nope { ti|":             nil,
		"{ steps { number } } ro|": nil,
	} {
		var got []string
		before, _, _ := strings.Cut(text, "|")
		p.eval(`(async () => {
			const { at, offers } = await import(`+quoted(script)+`);
			const types = await (await fetch("/explore/schema.json")).json();
			return offers(at(`+quoted(strings.Replace(text, "|", "", 1))+`, `+jsonOf(t, len(before))+`, types), `+jsonOf(t, len(before))+`).map((o) => o.name);
		})()`, &got)
		if len(got) == 0 {
			got = nil
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", text, diff)
		}
	}
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
