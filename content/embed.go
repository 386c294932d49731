// Package content embeds the published catalogue, so that the binary holds the content it serves. README.md teaches its format.
package content

import "embed"

// FS holds the files of the catalogue, at the places that README.md describes.
//
//go:embed *.yaml articles questions resources roles steps
var FS embed.FS
