package view

// Summary returns one sentence, or nil.
func (v *Article) Summary() *string { return v.in.Optional(v.of.Summary) }

// Body returns the page.
func (v *Article) Body() string { return v.in.Text(v.of.Body) }

// Step returns the step it belongs to, or nil.
func (v *Article) Step() *Step { return v.in.Step(v.of.Step) }

// Questions returns the questions that it answers.
func (v *Article) Questions() []string { return v.in.Texts(v.of.Questions) }

// Takeaways returns what to keep in mind.
func (v *Article) Takeaways() []string { return v.in.Texts(v.of.Takeaways) }

// Helps returns the questions of checklists that it helps with.
func (v *Article) Helps() []*Help { return each(v.of.Helps, v.in.Help) }

// Term returns the word.
func (v *Term) Term() string { return v.in.Text(v.of.Term) }

// Meaning returns what it stands for.
func (v *Term) Meaning() string { return v.in.Text(v.of.Meaning) }

// Definition returns more about it, or nil.
func (v *Term) Definition() *string { return v.in.Optional(v.of.Definition) }
