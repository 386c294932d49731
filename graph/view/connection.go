package view

// PageInfo says where a page stands in its list; an empty page has no cursors.
type PageInfo struct {
	HasNextPage, HasPreviousPage bool
	StartCursor, EndCursor       *string
}

// Page is a page of a list: what is on it, the place of each, where it stands and how much there is on all pages.
type Page[T any] struct {
	Nodes      []T
	Cursors    []string // as many as Nodes
	PageInfo   *PageInfo
	TotalCount int32
}

// edges pairs what is on a page with its place.
func edges[T, E any](p *Page[T], edge func(cursor string, node T) E) []E {
	all := make([]E, len(p.Nodes))
	for i, node := range p.Nodes {
		all[i] = edge(p.Cursors[i], node)
	}
	return all
}

// QuestionConnection is a page of a list.
type QuestionConnection struct{ Page[*Question] }

// QuestionEdge is one of a page, with its place.
type QuestionEdge struct {
	Cursor string
	Node   *Question
}

// Edges returns what is on the page with the place of each.
func (c *QuestionConnection) Edges() []*QuestionEdge {
	return edges(&c.Page, func(cursor string, node *Question) *QuestionEdge { return &QuestionEdge{cursor, node} })
}

// TopicConnection is a page of a list.
type TopicConnection struct{ Page[*Topic] }

// TopicEdge is one of a page, with its place.
type TopicEdge struct {
	Cursor string
	Node   *Topic
}

// Edges returns what is on the page with the place of each.
func (c *TopicConnection) Edges() []*TopicEdge {
	return edges(&c.Page, func(cursor string, node *Topic) *TopicEdge { return &TopicEdge{cursor, node} })
}

// ArticleConnection is a page of a list.
type ArticleConnection struct{ Page[*Article] }

// ArticleEdge is one of a page, with its place.
type ArticleEdge struct {
	Cursor string
	Node   *Article
}

// Edges returns what is on the page with the place of each.
func (c *ArticleConnection) Edges() []*ArticleEdge {
	return edges(&c.Page, func(cursor string, node *Article) *ArticleEdge { return &ArticleEdge{cursor, node} })
}

// TermConnection is a page of a list.
type TermConnection struct{ Page[*Term] }

// TermEdge is one of a page, with its place.
type TermEdge struct {
	Cursor string
	Node   *Term
}

// Edges returns what is on the page with the place of each.
func (c *TermConnection) Edges() []*TermEdge {
	return edges(&c.Page, func(cursor string, node *Term) *TermEdge { return &TermEdge{cursor, node} })
}

// PlannedResourceConnection is a page of a list.
type PlannedResourceConnection struct{ Page[*PlannedResource] }

// PlannedResourceEdge is one of a page, with its place.
type PlannedResourceEdge struct {
	Cursor string
	Node   *PlannedResource
}

// Edges returns what is on the page with the place of each.
func (c *PlannedResourceConnection) Edges() []*PlannedResourceEdge {
	return edges(&c.Page, func(cursor string, node *PlannedResource) *PlannedResourceEdge {
		return &PlannedResourceEdge{cursor, node}
	})
}

// GuideConnection is a page of a list.
type GuideConnection struct{ Page[*Guide] }

// GuideEdge is one of a page, with its place.
type GuideEdge struct {
	Cursor string
	Node   *Guide
}

// Edges returns what is on the page with the place of each.
func (c *GuideConnection) Edges() []*GuideEdge {
	return edges(&c.Page, func(cursor string, node *Guide) *GuideEdge { return &GuideEdge{cursor, node} })
}
