package export_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/net/html"

	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/export"
	"github.com/cloud-pi-native/parcours/internal/tailor"
)

// TestJSONIsWhole makes a catalogue of what the JSON form says: nothing has changed.
func TestJSONIsWhole(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]export.Source{"small": small(t), "published": published(t)} {
		var d catalog.Draft
		if err := json.Unmarshal([]byte(write(t, "json", s, in("fr"))), &d); err != nil {
			t.Fatal(err)
		}
		c, problems := catalog.New(d)
		if c == nil {
			t.Fatal(problems)
		}
		if changes := catalog.Diff(s.Catalog, c); len(changes) > 0 {
			t.Errorf("%s: read again, it differs: %v", name, changes)
		}
	}
}

// TestSchema validates the JSON form, and what is not one.
func TestSchema(t *testing.T) {
	t.Parallel()
	text, err := jsonschema.UnmarshalJSON(strings.NewReader(write(t, "schema", small(t), in("fr"))))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("catalogue.schema.json", text); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("catalogue.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	validate := func(text string) error {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(v)
	}
	whole := write(t, "json", small(t), in("fr"))
	for name, text := range map[string]string{"small": whole, "published": write(t, "json", published(t), in("en"))} {
		if err := validate(text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, change := range map[string][2]string{
		"a field of no meaning":   {`"provider":`, `"supplier":`},
		"a word of no meaning":    {`"kind":"VIDEO"`, `"kind":"FILM"`},
		"a field that is missing": {`"number":1,`, ``},
		"a text without language": {`"text":{"en":"Deploy","fr":"Déployer"}`, `"text":"Deploy"`},
		"no address":              {`"url":"https://videos.example.org/1"`, `"url":"nowhere in particular"`},
		"a list that is missing":  {`"topics": [`, `"tags": [`},
	} {
		bad := strings.Replace(whole, change[0], change[1], 1)
		if bad == whole {
			t.Fatalf("%s: nothing to change", name)
		}
		if validate(bad) == nil {
			t.Errorf("the schema lets %s pass", name)
		}
	}
}

// TestCSV opens the table as a spreadsheet would: it is UTF-8 without a mark, of one width, and no cell is a formula.
func TestCSV(t *testing.T) {
	t.Parallel()
	for _, s := range []export.Source{small(t), published(t)} {
		text := write(t, "csv", s, in("fr"))
		if strings.HasPrefix(text, "\ufeff") {
			t.Error("the table begins with a byte order mark")
		}
		if strings.Count(text, "\r\n") != strings.Count(text, "\n") {
			t.Error("not every line ends with CRLF")
		}
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != len(s.Catalog.Resources)+1 {
			t.Errorf("%d rows for %d resources", len(rows), len(s.Catalog.Resources))
		}
		for _, row := range rows {
			for _, cell := range row {
				if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") {
					t.Errorf("a spreadsheet would take %q for a formula", cell)
				}
			}
		}
	}
	for title, want := range map[string]string{
		"=1+1": "'=1+1", "+33": "'+33", "-1": "'-1", "@x": "'@x", "＝x": "'＝x", "'=1+1": "''=1+1", "plain": "plain", "a=b": "a=b",
	} {
		c := load(t, folder(t, "Disparue", title))
		rows, err := csv.NewReader(strings.NewReader(write(t, "csv", export.Source{Catalog: c}, in("fr")))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if got := rows[2][1]; got != want {
			t.Errorf("%q is written %q, want %q", title, got, want)
		}
	}
}

// feed is an Atom feed, as far as RFC 4287 requires something of ours.
type feed struct {
	XMLName xml.Name   `xml:"http://www.w3.org/2005/Atom feed"`
	IDs     []string   `xml:"id"`
	Titles  []string   `xml:"title"`
	Updated []string   `xml:"updated"`
	Authors []struct{} `xml:"author>name"`
	Links   []link     `xml:"link"`
	Entries []struct {
		IDs       []string `xml:"id"`
		Titles    []string `xml:"title"`
		Updated   []string `xml:"updated"`
		Published []string `xml:"published"`
		Links     []link   `xml:"link"`
		Summaries []string `xml:"summary"`
		Terms     []struct {
			Term string `xml:"term,attr"`
		} `xml:"category"`
	} `xml:"entry"`
}

type link struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

// TestAtom holds feeds to what RFC 4287 requires, one rule each; its sections stand beside them.
func TestAtom(t *testing.T) {
	t.Parallel()
	moved := small(t)
	moved.Catalog = load(t, folder(t, "url: https://videos.example.org/1", "url: https://videos.example.org/2"))
	v := in("en", "fr")
	v.Base = "https://parcours.example.org"
	ids := map[string][]string{}
	for name, s := range map[string]export.Source{"small": small(t), "moved": moved, "published": published(t)} {
		text := write(t, "atom", s, v)
		var f feed
		if err := xml.Unmarshal([]byte(text), &f); err != nil {
			t.Fatal(err)
		}
		date := func(where string, dates []string) {
			if len(dates) != 1 {
				t.Errorf("%s: %s has %d dates", name, where, len(dates))
				return
			}
			if _, err := time.Parse(time.RFC3339, dates[0]); err != nil {
				t.Errorf("%s: %s: %v", name, where, err)
			}
		}
		absolute := func(where string, all []string) {
			if len(all) != 1 {
				t.Errorf("%s: %s: %d identifiers, want one", name, where, len(all))
				return
			}
			if u, err := url.Parse(all[0]); err != nil || !u.IsAbs() {
				t.Errorf("%s: %s: %q is no IRI", name, where, all[0])
			}
			ids[name] = append(ids[name], all[0])
		}
		absolute("4.1.1: feed id", f.IDs)
		date("4.1.1: feed updated", f.Updated)
		if len(f.Titles) != 1 || f.Titles[0] == "" {
			t.Errorf("%s: 4.1.1: titles %q", name, f.Titles)
		}
		if len(f.Authors) != 1 {
			t.Errorf("%s: 4.1.1: a feed has an author unless all entries have", name)
		}
		if len(f.Links) != 1 || f.Links[0].Rel != "self" || !strings.HasPrefix(f.Links[0].Href, v.Base) {
			t.Errorf("%s: 4.1.1: a feed should name itself: %v", name, f.Links)
		}
		last := ""
		for _, e := range f.Entries {
			absolute("4.1.2: entry id", e.IDs)
			date("4.1.2: entry updated", e.Updated)
			if len(e.Published) > 0 {
				date("4.1.2: entry published", e.Published)
				if e.Published[0] > e.Updated[0] {
					t.Errorf("%s: published %s after it was updated %s", name, e.Published[0], e.Updated[0])
				}
			}
			if len(e.Titles) != 1 || len(e.Links) != 1 || e.Links[0].Rel != "alternate" || len(e.Summaries) != 1 {
				t.Errorf("%s: 4.1.2: an entry without content has a link of relation alternate: %+v", name, e)
			}
			for _, c := range e.Terms {
				if c.Term == "" {
					t.Errorf("%s: 4.2.2: a category has a term", name)
				}
			}
			if last != "" && e.Updated[0] > last {
				t.Errorf("%s: the newest entry does not come first", name)
			}
			last = e.Updated[0]
			if e.Updated[0] > f.Updated[0] {
				t.Errorf("%s: an entry is newer than the feed", name)
			}
		}
		if sorted := slices.Sorted(slices.Values(ids[name])); len(slices.Compact(sorted)) != len(ids[name]) {
			t.Errorf("%s: 4.1.1: two of one identifier: %v", name, ids[name])
		}
	}
	if diff := cmp.Diff(ids["small"], ids["moved"]); diff != "" {
		t.Errorf("identifiers changed with an address (-want +got)\n%s", diff)
	}
	if len(ids["published"]) != 1 {
		t.Errorf("a catalogue without history has entries: %v", ids["published"])
	}
}

// vocabulary is the part of schema.org that the JSON-LD form relies on: for each type its properties, its own and those of
// CreativeWork, Thing and Intangible. It is a part written down by hand: nothing here checks it against the whole.
var vocabulary = map[string][]string{
	"LearningResource": {
		"learningResourceType",                                                                                        // LearningResource
		"inLanguage", "timeRequired", "isAccessibleForFree", "conditionsOfAccess", "provider", "keywords", "audience", // CreativeWork
		"name", "description", "url", // Thing
	},
	"ItemList":            {"itemListElement", "itemListOrder", "numberOfItems", "name", "description"},
	"ListItem":            {"position", "item"},
	"Organization":        {"name"},
	"EducationalAudience": {"educationalRole"},
}

// TestJSONLD says only what schema.org has words for, and names nothing that is not there.
func TestJSONLD(t *testing.T) {
	t.Parallel()
	for _, s := range []export.Source{small(t), published(t)} {
		var document struct {
			Context string           `json:"@context"`
			Graph   []map[string]any `json:"@graph"`
		}
		if err := json.Unmarshal([]byte(write(t, "jsonld", s, in("fr"))), &document); err != nil {
			t.Fatal(err)
		}
		if document.Context != "https://schema.org" {
			t.Errorf("context %q", document.Context)
		}
		defined, named, types := map[string]bool{}, map[string]bool{}, map[string]int{}
		var walk func(v any)
		walk = func(v any) {
			switch v := v.(type) {
			case []any:
				for _, e := range v {
					walk(e)
				}
			case map[string]any:
				id, _ := v["@id"].(string)
				kind, typed := v["@type"].(string)
				if !typed {
					named[id] = true
					return
				}
				types[kind]++
				known, ok := vocabulary[kind]
				if !ok {
					t.Errorf("no type %q", kind)
				}
				if id != "" {
					defined[id] = true
				}
				for property, value := range v {
					if !strings.HasPrefix(property, "@") && !slices.Contains(known, property) {
						t.Errorf("%s has no property %q", kind, property)
					}
					walk(value)
				}
			}
		}
		for _, thing := range document.Graph {
			walk(thing)
		}
		for id := range named {
			if !defined[id] {
				t.Errorf("%s is named and not there", id)
			}
		}
		usable := 0
		for _, r := range s.Catalog.Resources {
			if r.Usable() {
				usable++
			}
		}
		if types["LearningResource"] != usable || types["ItemList"] != len(s.Catalog.Steps) {
			t.Errorf("%v, want %d resources and %d lists", types, usable, len(s.Catalog.Steps))
		}
	}
}

// TestCatalogFilters asks the catalog form as connectors do.
func TestCatalogFilters(t *testing.T) {
	t.Parallel()
	s := small(t)
	both := []string{"role:governance", "role:technical"}
	all := append([]string{"resource:docker", "resource:moved", "resource:pipeline"}, both...)
	for query, want := range map[string][]string{
		"":                                  all,
		"type=modules":                      all[:3],
		"type=learningPaths,levels":         both,
		"type=subjects":                     nil,
		"uid=resource:moved,role:technical": {"resource:moved", "role:technical"},
		"uid=nothing":                       nil,
		"level=build":                       append([]string{"resource:docker", "resource:pipeline"}, both...),
		"role=technical&type=modules":       {"resource:docker", "resource:pipeline"},
		"role=governance,technical&level=build&type=modules":  {"resource:docker", "resource:pipeline"},
		"product=docs.example.org&type=modules":               {"resource:docker"},
		"subject=security&type=modules":                       {"resource:docker", "resource:moved"},
		"subject=astronomy":                                   nil,
		"last_modified=gte 2026-03-03&type=modules":           {"resource:docker", "resource:pipeline"}, // of the last no date is known
		"last_modified=2026-03-03&type=modules":               {"resource:docker", "resource:pipeline"},
		"last_modified=lt 2026-03-03&type=modules":            {"resource:moved", "resource:pipeline"},
		"last_modified=eq 2026-03-02&type=modules":            {"resource:moved", "resource:pipeline"},
		"last_modified=gt 2026-03-02T08:00:00Z&type=modules":  all[:3],
		"last_modified=lte 2026-03-02T09:00:00Z&type=modules": {"resource:moved", "resource:pipeline"},
		"max=2&popularity=gte 0.5":                            all,
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		v := in("en")
		if v.Filter, err = export.ParseFilter(q); err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		var answer map[string][]struct{ UID, ID, Type string }
		if err := json.Unmarshal([]byte(write(t, "catalog", s, v)), &answer); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range slices.Concat(answer["modules"], answer["learningPaths"]) {
			got = append(got, m.UID)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("?%s mismatch (-want +got)\n%s", query, diff)
		}
		wantParts := []string{"learningPaths", "levels", "modules", "products", "roles", "subjects"}
		if types := q.Get("type"); types != "" {
			wantParts = slices.Sorted(slices.Values(strings.Split(types, ",")))
		}
		if diff := cmp.Diff(wantParts, slices.Sorted(maps.Keys(answer))); diff != "" {
			t.Errorf("?%s: parts mismatch (-want +got)\n%s", query, diff)
		}
	}
	for query, want := range map[string]string{
		"type=module":                    `type: no type "module" (did you mean "modules"?)`,
		"last_modified=yesterday":        "last_modified: should be a day or a time, such as gte 2026-01-31",
		"last_modified=after 2026-01-31": "last_modified: begins with lt, lte, eq, gt or gte",
	} {
		q, _ := url.ParseQuery(query)
		if _, err := export.ParseFilter(q); err == nil || err.Error() != want {
			t.Errorf("?%s: %v, want %s", query, err, want)
		}
	}
}

// TestHTMLAsksNobody looks for everything in a page that a browser would load by itself.
func TestHTMLAsksNobody(t *testing.T) {
	t.Parallel()
	v := in("fr", "en")
	v.Profile = tailor.Profile{Roles: []catalog.RoleID{"technical"}}
	for _, s := range []export.Source{small(t), published(t)} {
		page, err := html.Parse(strings.NewReader(write(t, "html", s, v)))
		if err != nil {
			t.Fatal(err)
		}
		links, policy := 0, ""
		for n := range page.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if slices.Contains([]string{"script", "img", "link", "iframe", "object", "embed", "audio", "video", "source", "form", "base", "svg"}, n.Data) {
				t.Errorf("the page has a <%s>", n.Data)
			}
			values := map[string]string{}
			for _, a := range n.Attr {
				values[a.Key] = a.Val
				if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "src" || a.Key == "srcset" || a.Key == "background" {
					t.Errorf("<%s> has %s", n.Data, a.Key)
				}
			}
			switch {
			case n.Data == "a" && strings.HasPrefix(values["href"], "http"):
				links++
				if values["rel"] != "noreferrer noopener" {
					t.Errorf("a link tells where it is followed from: %v", values)
				}
			case n.Data == "meta" && values["http-equiv"] == "Content-Security-Policy":
				policy = values["content"]
			case n.Data == "style" && strings.ContainsAny(n.FirstChild.Data, "@") && strings.Contains(n.FirstChild.Data, "url("):
				t.Error("the style loads something")
			case n.Data == "html" && values["lang"] != "fr":
				t.Errorf("the page is in %q", values["lang"])
			}
		}
		if links == 0 || !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-") {
			t.Errorf("%d links, policy %q", links, policy)
		}
	}
	v.Profile.Roles = []catalog.RoleID{"tecnical"}
	if err := format(t, "html").Write(io.Discard, small(t), v); err == nil || !strings.Contains(err.Error(), `did you mean "technical"`) {
		t.Errorf("a role that is not there: %v", err)
	}
}

// node is any element of a manifest.
type node struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []node     `xml:",any"`
}

func (n node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (n node) names() (names []string) {
	for _, c := range n.Children {
		names = append(names, c.XMLName.Local)
	}
	return names
}

const cp = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"

// TestCartridge holds a cartridge to the rules of Common Cartridge 1.1 for web links, and to what Moodle's importer looks
// for. The XML schemas come in no package; these are their rules and those of their Schematron, one check each.
func TestCartridge(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]export.Source{"small": small(t), "published": published(t)} {
		archive := unzipped(t, write(t, "imscc", s, in("en", "fr")))
		if archive.Files[0].Name != "imsmanifest.xml" {
			t.Fatalf("%s: the manifest is not the first file: %s", name, archive.Files[0].Name)
		}
		files := map[string][]byte{}
		for _, f := range archive.Files {
			files[f.Name] = f.Data
		}
		var m node
		if err := xml.Unmarshal(files["imsmanifest.xml"], &m); err != nil {
			t.Fatal(err)
		}
		ids := map[string]bool{}
		check := func(ok bool, rule string, about ...any) {
			t.Helper()
			if !ok {
				t.Errorf("%s: %s: %v", name, rule, fmt.Sprint(about...))
			}
		}
		identify := func(n node) {
			id := n.attr("identifier")
			check(id != "" && !ids[id] && !strings.ContainsAny(id[:1], "0123456789-."), "identifiers are XML names, each once", id)
			ids[id] = true
		}
		check(m.XMLName.Space == cp && m.XMLName.Local == "manifest", "the root is a manifest in the namespace of 1.1", m.XMLName)
		check(slices.Equal(m.names(), []string{"metadata", "organizations", "resources"}), "a manifest holds these, in this order", m.names())
		identify(m)
		metadata, organizations, resources := m.Children[0], m.Children[1], m.Children[2]
		check(slices.Equal(metadata.names(), []string{"schema", "schemaversion", "lom"}), "metadata hold these, in this order", metadata.names())
		check(metadata.Children[0].Text == "IMS Common Cartridge" && metadata.Children[1].Text == "1.1.0", "schema and version are fixed", metadata)
		check(metadata.Children[2].XMLName.Space == "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest", "the description is LOM of manifests", metadata.Children[2].XMLName)
		check(len(organizations.Children) == 1, "there is one organization at most", organizations.names())
		organization := organizations.Children[0]
		identify(organization)
		check(organization.attr("structure") == "rooted-hierarchy", "the structure is fixed", organization.Attrs)
		check(len(organization.Children) == 1 && organization.Children[0].XMLName.Local == "item", "an organization holds one item", organization.names())
		root := organization.Children[0]
		identify(root)
		check(!slices.Contains(root.names(), "title") && root.attr("identifierref") == "", "the root item has no title and no resource", root)
		used := map[string]bool{}
		for _, folder := range root.Children {
			identify(folder)
			check(folder.Children[0].XMLName.Local == "title" && folder.Children[0].Text != "" && folder.attr("identifierref") == "",
				"a folder has a title and no resource", folder)
			check(!strings.ContainsAny(folder.Children[0].Text, "&<>"), "Moodle copies titles of folders into XML as they are", folder.Children[0].Text)
			for _, item := range folder.Children[1:] {
				identify(item)
				check(slices.Equal(item.names(), []string{"title"}) && item.Children[0].Text != "", "an item has a title", item)
				used[item.attr("identifierref")] = true
			}
		}
		declared := map[string]bool{}
		for _, r := range resources.Children {
			identify(r)
			declared[r.attr("identifier")] = true
			check(r.attr("type") == "imswl_xmlv1p1", "the type of web links is fixed", r.Attrs)
			check(r.attr("href") == "", "a web link has no href of its own", r.Attrs)
			check(slices.Equal(r.names(), []string{"file"}), "a web link has one file and no dependency", r.names())
			file := r.Children[0].attr("href")
			var link node
			if err := xml.Unmarshal(files[file], &link); err != nil {
				t.Fatal(file, err)
			}
			delete(files, file)
			check(link.XMLName == xml.Name{Space: "http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1", Local: "webLink"}, "the file is a web link", link.XMLName)
			check(slices.Equal(link.names(), []string{"title", "url"}), "a web link holds these, in this order", link.names())
			u, err := url.Parse(link.Children[1].attr("href"))
			check(err == nil && u.IsAbs() && u.Host != "", "Moodle takes absolute addresses", link.Children[1].Attrs)
		}
		check(maps.Equal(used, declared), "every resource is used, and declared", used, declared)
		delete(files, "imsmanifest.xml")
		check(len(files) == 0, "every file is declared", slices.Collect(maps.Keys(files)))
	}
}
