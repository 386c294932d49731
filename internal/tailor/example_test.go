package tailor_test

import (
	"fmt"

	"github.com/cloud-pi-native/parcours/internal/catalog"
	"github.com/cloud-pi-native/parcours/internal/tailor"
)

func ExampleReason_Sentence() {
	r := tailor.Reason{Kind: tailor.Prerequisite, Of: &catalog.Resource{Title: catalog.Text{"en": "Pods", "fr": "Les pods"}}}
	fmt.Println(r.Sentence("en"))
	fmt.Println(r.Sentence("fr"))
	// Output:
	// It comes before “Pods”, which requires it.
	// À voir avant « Les pods », qui la requiert.
}
