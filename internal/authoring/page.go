package authoring

import (
	"strings"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// page reads the files of one thing: the front matter and body of each layer, and the translations of the body.
func page[T any](k *thing[T], r *reader, u *unit, to *[]T) {
	t := k.start
	node, id := k.node(&t)
	*id = u.id
	there, before := false, len(r.problems)
	for _, uf := range u.files {
		text, ok := r.text(uf.in, uf.name)
		if !ok {
			continue
		}
		if uf.lang != "" {
			r.translation(uf, text, k.body(&t), node)
			continue
		}
		front, body, line, ok := r.split(uf, text)
		if !ok {
			continue
		}
		f := newFile(r, uf.in, uf.name, node)
		f.line = 1
		errors := r.errors
		root, written := f.parseYAML(front)
		if written && hides(root, there) {
			if there {
				r.hide(root, k.typ, u.id, node)
			}
			t, there = k.start, false
			*id = u.id
			continue
		}
		switch {
		case there:
			if written {
				r.shadow(root, k.typ, u.id, node)
			}
			node.Origin = catalog.Origin{Layer: uf.in.Name, File: uf.name}
		case written || r.errors == errors: // else nothing is known of it
			*node = newNode(uf.in, uf.name)
			there = true
		}
		if written {
			k.record.read(root, &t)
		}
		if r.errors > errors && node.Fields.Empty() {
			there = false // not even a mapping: nothing is known of it
		}
		if strings.TrimSpace(body) != "" {
			*k.body(&t) = nil // translations below may no longer be true
			r.body(uf, body, line, r.reference(), k.body(&t), node)
		}
	}
	k.unread(r, u.id, r.problems[before:])
	if there {
		node.Fields.Sort()
		*to = append(*to, t)
	}
}

// split takes a Markdown file apart: its front matter and its body, with the number of lines before that.
func (r *reader) split(uf unitFile, text string) (front, body string, line int, ok bool) {
	rest, ok := strings.CutPrefix(text, "---\n")
	if ok {
		if front, body, ok = strings.Cut("\n"+rest, "\n---\n"); !ok {
			front, ok = strings.CutSuffix("\n"+rest, "\n---")
		}
	}
	if !ok {
		message, hint := "begins with no front matter", "begin with a line `---`, the fields, and another line `---`"
		if rest != text {
			message, hint = "has front matter without an end", "write a line `---` below the fields"
		}
		r.problem("no-front-matter", catalog.Position{File: uf.in.file(uf.name), Line: 1, Column: 1}, "", message, hint)
		return "", "", 0, false
	}
	front = strings.TrimPrefix(front, "\n")
	return front, body, 2 + strings.Count(front, "\n") + min(len(front), 1), true
}

// translation adds the body of a translation to texts.
func (r *reader) translation(uf unitFile, text string, texts *catalog.Text, node *catalog.Node) {
	if strings.HasPrefix(text, "---\n") {
		r.problem("translated-front-matter", catalog.Position{File: uf.in.file(uf.name), Line: 1, Column: 1}, "",
			"a translation holds a body only", "keep the fields in the file it translates")
		return
	}
	r.body(uf, text, 0, uf.lang, texts, node)
}

// body adds a Markdown body to texts, unless it is blank; line is how many lines stand before it.
func (r *reader) body(uf unitFile, markdown string, line int, lang catalog.Lang, texts *catalog.Text, node *catalog.Node) {
	if strings.TrimSpace(markdown) == "" {
		return
	}
	for _, u := range unsafe(markdown) {
		r.problem("unsafe-markdown", catalog.Position{File: uf.in.file(uf.name), Line: line + u.line, Column: u.column}, "", u.what, u.hint)
	}
	if *texts == nil {
		*texts = catalog.Text{}
	}
	(*texts)[lang] = strings.TrimSpace(markdown) + "\n"
	node.Fields.Add("body."+string(lang), catalog.Position{File: uf.in.file(uf.name), Line: line + 1})
}
