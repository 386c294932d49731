package portal

import "github.com/cloud-pi-native/parcours/internal/page"

// texts are the sentences of these pages.
var texts = page.Texts{
	"steps": {"Les étapes", "The steps"},
	"roles": {"Les rôles", "The roles"},
}
