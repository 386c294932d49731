package importer

import (
	"strings"
	"unicode"
)

// roleEntry takes in a paragraph or an item that names a role and describes it: "**Pilotage**: responsables de…". It
// reports whether it is one.
func (r *reading) roleEntry(c *scope, lines [][]span, m *mark) bool {
	if c.kind == pageChecklist || c.mode == modeChecklist || c.mode == modeServices || c.mode == modeTakeaways || c.planned > 0 {
		return false
	}
	if c.kind == pageResources && c.mode != modeRoles {
		return false
	}
	name, text, strong := lead(lines)
	if name == "" || len(tokens(name)) > 6 || len(strings.Fields(text)) < 3 || !strong && c.mode != modeRoles {
		return false
	}
	roles := r.rolesOf(name)
	if len(roles) != 1 || hasWeb(lines) {
		return false
	}
	role := roles[0]
	if role.title == "" {
		role.title = name
		role.order = r.nextOrder()
	}
	r.useRole(role, name)
	text, examples := r.examples(text)
	for _, e := range examples {
		role.profiles = append(role.profiles, e)
		m.into(&role.thing, "profiles")
	}
	switch text = capital(text); {
	case text == "":
	case role.description == "" && len(examples) == 0:
		role.description = text
		m.into(&role.thing, "description")
	default:
		role.body = append(role.body, escape(text))
		m.into(&role.thing, "body")
	}
	return true
}

func (r *reading) nextOrder() int {
	n := 0
	for _, role := range r.roles {
		n = max(n, role.order)
	}
	return n + 1
}

func hasWeb(lines [][]span) bool {
	for _, line := range lines {
		for _, s := range line {
			if s.url != "" {
				return true
			}
		}
	}
	return false
}

// lead cuts the name that opens a text from what it says of it: the words in bold, or those before the first colon.
func lead(lines [][]span) (name, text string, strong bool) {
	var all []span
	for _, line := range lines {
		all = append(all, line...)
		all = append(all, span{text: " "})
	}
	for i, s := range all {
		if s.strong && clean(strings.Trim(s.text, " \"«»“”:")) != "" {
			before := label(all[:i])
			if strings.ContainsFunc(before, unicode.IsLetter) {
				break
			}
			after := label(all[i+1:])
			bold := strings.TrimRight(clean(s.text), " ")
			if !strings.HasSuffix(bold, ":") && !strings.HasPrefix(after, ":") && !strings.HasPrefix(after, "–") && !strings.HasPrefix(after, "-") && !strings.HasPrefix(after, "(") && len(after) > 0 && bold == strings.TrimRight(bold, ".:") {
				break // bold words that open a sentence name nothing
			}
			return clean(strings.Trim(bold, " \"«»“”:;.")), clean(strings.TrimLeft(after, " :-–—")), true
		}
	}
	whole := label(all)
	name, text, ok := strings.Cut(whole, ":")
	if !ok {
		return "", whole, false
	}
	return clean(strings.Trim(strings.TrimLeft(name, "0123456789.)-–• "), " \"«»“”")), clean(text), false
}

// examples cuts the list of examples that ends a text from the rest: "… Exemples : développeurs, SRE, etc."
func (r *reading) examples(text string) (rest string, list []string) {
	for i := range text {
		head, after, ok := strings.Cut(text[i:], ":")
		if !ok {
			break
		}
		if i > 0 && !strings.ContainsRune(" .(;,", rune(text[i-1])) || !unicode.IsLetter(firstRune(head)) || !r.m.words.examples.is(head) {
			continue
		}
		depth, from := 0, 0
		add := func(item string) {
			item = clean(strings.TrimRight(item, " .)…"))
			if strings.ContainsFunc(item, unicode.IsLetter) && fold(item) != "etc" {
				list = append(list, item)
			}
		}
		for at, c := range after {
			switch c {
			case '(':
				depth++
			case ')':
				depth--
			case ',', ';':
				if depth <= 0 {
					add(after[from:at])
					from = at + 1
				}
			}
		}
		add(after[from:])
		return clean(strings.TrimRight(text[:i], " (;,")), list
	}
	return text, nil
}
