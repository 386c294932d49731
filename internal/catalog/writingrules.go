package catalog

// WritingRule is a rule that authors must keep, and that a [Problem] names where it is broken. What an identifier means
// never changes.
type WritingRule struct {
	ID       string
	Severity Severity
	About    string // what the rule asks for, as a sentence
}

// WritingRules returns the rules that [New] checks, in the order of their identifiers.
func WritingRules() []WritingRule {
	return []WritingRule{
		{"audience", SeverityError, "A placement is for everyone or for a list of roles."},
		{"condition-order", SeverityError, "A question depends on one that is asked before it."},
		{"duplicate-id", SeverityError, "An identifier is that of one thing."},
		{"duplicate-placement", SeverityError, "A resource stands once at a step for an audience."},
		{"duplicate-reference", SeverityError, "A list names each thing once."},
		{"duplicate-url", SeverityError, "An address is that of one resource."},
		{"empty-cell", SeverityWarning, "Each role has a usable resource at each step."},
		{"empty-condition", SeverityError, "A condition lists answers or values."},
		{"empty-objective", SeverityError, "Each role has an objective at each step."},
		{"empty-section", SeverityWarning, "A section has questions."},
		{"empty-text", SeverityError, "A text says something in each language it is written in."},
		{"invalid-gate", SeverityError, "A threshold is a share from 0 to 1."},
		{"invalid-identifier", SeverityError, "An identifier is lower-case letters and digits, in words joined by single hyphens."},
		{"invalid-url", SeverityError, "An address is a full http or https address and nothing else."},
		{"missing-field", SeverityError, "A required field is written."},
		{"missing-translation", SeverityWarning, "A text is written in every language of the catalogue."},
		{"negative-number", SeverityError, "A number is not below zero."},
		{"never-recommended", SeverityWarning, "A resource stands at a step, or is required by one that does, and can be opened."},
		{"one-target", SeverityError, "A link names one thing."},
		{"removed-circle", SeverityError, "The successors of what was removed lead to something that is there."},
		{"removed-exists", SeverityError, "What is removed is not there."},
		{"requirement-cycle", SeverityError, "No resource requires itself, directly or through others."},
		{"requires-later", SeverityWarning, "A resource requires those of its step or of an earlier one."},
		{"step-numbers", SeverityError, "Steps are numbered from 1 without a hole."},
		{"support-hole", SeverityError, "A rule or a declared hole covers each combination of facts."},
		{"support-overlap", SeverityError, "One rule or declared hole covers each combination of facts."},
		{"support-size", SeverityError, "The facts have a bounded number of combinations."},
		{"unknown-language", SeverityError, "Texts are in the languages that the catalogue lists, each of them once."},
		{"unknown-reference", SeverityError, "What is referred to is there."},
		{"unknown-value", SeverityError, "A value is one of those of its field."},
	}
}
