package store

import (
	"context"
	"database/sql"

	"github.com/cloud-pi-native/parcours/internal/catalog"
)

// writeEntries writes what YAML lists hold: topics, respondents, guides and the glossary. Planned resources go with
// resources, since they stand at steps.
func (w *writer) writeEntries(ctx context.Context) error {
	for table, things := range map[string][]catalog.NamedDraft{"topic": w.d.Topics, "respondent": w.d.Respondents} {
		err := w.insert(ctx, table, "number, id, layer, file, title", func(add func(...any)) {
			for i := range things {
				t := &things[i]
				add(i+1, t.ID, t.Origin.Layer, t.Origin.File, encoded(t.Title))
			}
		})
		if err != nil {
			return err
		}
	}
	err := w.insert(ctx, "guide", "number, id, layer, file, title, url, network, account, cost", func(add func(...any)) {
		for i := range w.d.Guides {
			t := &w.d.Guides[i]
			add(i+1, t.ID, t.Origin.Layer, t.Origin.File, encoded(t.Title), t.URL,
				string(t.Access.Network), string(t.Access.Account), string(t.Access.Cost))
		}
	})
	if err != nil {
		return err
	}
	return w.insert(ctx, "term", "number, id, layer, file, term, meaning, definition", func(add func(...any)) {
		for i := range w.d.Terms {
			t := &w.d.Terms[i]
			add(i+1, t.ID, t.Origin.Layer, t.Origin.File, encoded(t.Term), encoded(t.Meaning), encoded(t.Definition))
		}
	})
}

func (r *reader) readEntries(ctx context.Context) error {
	named := func(to *[]catalog.NamedDraft) func(func(...any)) error {
		return func(scan func(...any)) error {
			var t catalog.NamedDraft
			scan(&t.ID, same(r, &t.Origin.Layer), same(r, &t.Origin.File), text{&t.Title})
			*to = append(*to, t)
			return nil
		}
	}
	if err := r.rows(ctx, `SELECT id, layer, file, title FROM topic ORDER BY number`, named(&r.d.Topics)); err != nil {
		return err
	}
	if err := r.rows(ctx, `SELECT id, layer, file, title FROM respondent ORDER BY number`, named(&r.d.Respondents)); err != nil {
		return err
	}
	err := r.rows(ctx, `SELECT id, layer, file, title, url, network, account, cost FROM guide ORDER BY number`, func(scan func(...any)) error {
		var t catalog.GuideDraft
		scan(&t.ID, same(r, &t.Origin.Layer), same(r, &t.Origin.File), text{&t.Title}, &t.URL,
			same(r, &t.Access.Network), same(r, &t.Access.Account), same(r, &t.Access.Cost))
		r.d.Guides = append(r.d.Guides, t)
		return nil
	})
	if err != nil {
		return err
	}
	return r.rows(ctx, `SELECT id, layer, file, term, meaning, definition FROM term ORDER BY number`, func(scan func(...any)) error {
		var t catalog.TermDraft
		scan(&t.ID, same(r, &t.Origin.Layer), same(r, &t.Origin.File), text{&t.Term}, text{&t.Meaning}, text{&t.Definition})
		r.d.Terms = append(r.d.Terms, t)
		return nil
	})
}

func (w *writer) writeArticles(ctx context.Context) error {
	err := w.insert(ctx, "article", "number, id, layer, file, title, summary, body, step", func(add func(...any)) {
		for i := range w.d.Articles {
			t := &w.d.Articles[i]
			add(i+1, t.ID, t.Origin.Layer, t.Origin.File, encoded(t.Title), encoded(t.Summary), encoded(t.Body), optional(w.steps, t.Step))
		}
	})
	if err != nil {
		return err
	}
	return w.insert(ctx, "article_line", "article, sort, number, text", func(add func(...any)) {
		for i := range w.d.Articles {
			for j, t := range w.d.Articles[i].Questions {
				add(i+1, "question", j+1, encoded(t))
			}
			for j, t := range w.d.Articles[i].Takeaways {
				add(i+1, "takeaway", j+1, encoded(t))
			}
		}
	})
}

func (r *reader) readArticles(ctx context.Context) error {
	err := r.rows(ctx, `SELECT id, layer, file, title, summary, body, step FROM article ORDER BY number`, func(scan func(...any)) error {
		var t catalog.ArticleDraft
		var step sql.NullInt64
		scan(&t.ID, same(r, &t.Origin.Layer), same(r, &t.Origin.File), text{&t.Title}, text{&t.Summary}, text{&t.Body}, &step)
		var err error
		t.Step, err = id(r.d.Steps, step, stepID)
		r.d.Articles = append(r.d.Articles, t)
		return err
	})
	if err != nil {
		return err
	}
	return r.rows(ctx, `SELECT article, sort, text FROM article_line ORDER BY article, sort, number`, func(scan func(...any)) error {
		var article int64
		var sort string
		var line catalog.Text
		scan(&article, &sort, text{&line})
		t, err := at(r.d.Articles, article)
		switch {
		case err != nil:
			return err
		case sort == "question":
			t.Questions = append(t.Questions, line)
		default:
			t.Takeaways = append(t.Takeaways, line)
		}
		return nil
	})
}
