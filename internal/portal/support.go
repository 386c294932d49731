package portal

import (
	"net/http"

	"github.com/cloud-pi-native/parcours/internal/page"
)

// longestForm is how many bytes of a form are read: a value for each fact.
const longestForm = 16 << 10

// table is the help that the programme offers and who may obtain it.
type table struct {
	Facts           []fact
	SupportServices []struct {
		Title, Description string
		Steps              []step
	}
	SupportRules []struct {
		Title    string
		When     []clause
		Outcomes []struct{ Outcome string }
		Note     string
	}
	SupportHoles []struct {
		When             []clause
		Message, Contact string
	}

	Told   map[string]string // value by fact, as the form told it
	Answer *eligible         // nil where nothing was told
}

// Said returns the value that the form told of a fact, "" where it did not.
func (t table) Said(fact string) string { return t.Told[fact] }

type clause struct{ Values []struct{ Title string } }

// eligible is which help an organisation may obtain.
type eligible struct {
	Services []struct {
		Service              struct{ Title, Description string }
		Outcome, Explanation string
		Actions              []struct {
			Sentence, Contact string
			Link              *link
		}
	}
	Hole *struct{ Message, Contact string }
}

// rules answers the page of support.
func (p *pages) rules(w http.ResponseWriter, r *http.Request) {
	p.writeRules(w, r, nil)
}

// eligibility answers the page of support for what its form told, for browsers without scripts.
func (p *pages) eligibility(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, longestForm)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "the form is too long or cannot be read", http.StatusBadRequest)
		return
	}
	told := map[string]string{}
	for fact := range r.PostForm {
		if value := r.PostForm.Get(fact); value != "" {
			told[fact] = value
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	p.writeRules(w, r, told)
}

func (p *pages) writeRules(w http.ResponseWriter, r *http.Request, told map[string]string) {
	var body table
	if !p.ask(w, r, &body, "rules", nil) {
		return
	}
	body.Told = told
	if told != nil {
		facts := []any{}
		for _, f := range body.Facts {
			if value, ok := told[f.Slug]; ok {
				facts = append(facts, map[string]any{"fact": f.Slug, "value": value})
			}
		}
		var answer struct{ Eligibility eligible }
		if !p.ask(w, r, &answer, "support", map[string]any{"input": map[string]any{"facts": facts}}) {
			return
		}
		body.Answer = &answer.Eligibility
	}
	p.write(w, r, "support", page.View{Title: p.words(r)["support"], Body: body})
}
