package registry

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/opencontainers/go-digest"
	"github.com/opencontainers/image-spec/specs-go"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// The media types of what is published. A number changes when what stands behind it can no longer be read by who knows
// the number before.
const (
	TypeArtifact  = "application/vnd.parcours.catalog.v1"
	TypeCatalog   = "application/vnd.parcours.catalog.v1.sqlite3"
	TypeHistory   = "application/vnd.parcours.history.v1+json"
	TypeSignature = "application/vnd.parcours.signature.v1"
	typeEnvelope  = "application/vnd.dsse.envelope.v1+json"
	typeStatement = "application/vnd.parcours.statement.v1+json"
)

// The annotations of our own; the others are those of the OCI image specification.
const (
	annotation         = "io.github.cloud-pi-native.parcours."
	annotationRevision = annotation + "revision"
	annotationSequence = annotation + "sequence"
	annotationFormat   = annotation + "format"
	annotationCounts   = annotation + "counts." // and what is counted
)

// Release is a publication whose signature was found right.
type Release struct {
	Digest   digest.Digest // of the manifest
	Sequence int64         // greater than that of every publication before it
	About
	Catalog ocispec.Descriptor
	History ocispec.Descriptor
	Key     string // name of the key that signed it, see [KeyID]

	manifest  []byte
	signature []byte
}

// About is what a publication says of its catalogue.
type About struct {
	Revision string // of the catalogue
	Format   string // of the file; "" for the only one there is
	Title    string
	Licence  string // SPDX identifier, "" if not said
	Commit   string // of the content's source, "" if not said
	Created  time.Time
	Counts   map[string]int // of things, by what they are called
}

// Next returns the sequence of a publication after previous, which may be nil. It grows with the clock, so that a
// registry that was emptied does not begin anew with what followers would take for older.
func Next(previous *Release, now time.Time) int64 {
	if previous == nil {
		return now.Unix()
	}
	return max(previous.Sequence+1, now.Unix())
}

// describe returns the manifest of an artifact, the same bytes for the same values.
func describe(sequence int64, about About, file, history ocispec.Descriptor) ([]byte, ocispec.Descriptor) {
	notes := map[string]string{
		annotationRevision:         about.Revision,
		annotationSequence:         strconv.FormatInt(sequence, 10),
		ocispec.AnnotationCreated:  about.Created.UTC().Format(time.RFC3339),
		ocispec.AnnotationTitle:    about.Title,
		ocispec.AnnotationLicenses: about.Licence,
		ocispec.AnnotationRevision: about.Commit,
		annotationFormat:           about.Format,
	}
	for what, n := range about.Counts {
		notes[annotationCounts+what] = strconv.Itoa(n)
	}
	maps.DeleteFunc(notes, func(_, value string) bool { return value == "" })
	return encodeManifest(ocispec.Manifest{
		ArtifactType: TypeArtifact, Config: ocispec.DescriptorEmptyJSON,
		Layers: []ocispec.Descriptor{file, history}, Annotations: notes,
	})
}

// describeSignature returns the manifest of a signature of the manifest subject.
func describeSignature(subject, envelope ocispec.Descriptor) ([]byte, ocispec.Descriptor) {
	return encodeManifest(ocispec.Manifest{
		ArtifactType: TypeSignature, Config: ocispec.DescriptorEmptyJSON,
		Layers: []ocispec.Descriptor{envelope}, Subject: &subject,
	})
}

func encodeManifest(m ocispec.Manifest) ([]byte, ocispec.Descriptor) {
	m.Versioned, m.MediaType = specs.Versioned{SchemaVersion: 2}, ocispec.MediaTypeImageManifest
	text, err := json.Marshal(m)
	if err != nil {
		panic(fmt.Sprintf("registry: a manifest is made of values JSON can write: %v", err))
	}
	return text, descriptor(m.MediaType, text)
}

func descriptor(mediaType string, text []byte) ocispec.Descriptor {
	return ocispec.Descriptor{MediaType: mediaType, Digest: digest.FromBytes(text), Size: int64(len(text))}
}

// readManifest returns what a manifest says, or why it is none of ours.
func readManifest(mediaType string, text []byte) (*Release, error) {
	switch mediaType {
	case ocispec.MediaTypeImageManifest:
	case ocispec.MediaTypeImageIndex, "application/vnd.docker.distribution.manifest.list.v2+json":
		return nil, refuse(NotCatalogue, "the tag is on an index of images by platform (%s), not on a catalogue", platforms(text))
	default:
		return nil, refuse(NotCatalogue, "the tag is on something of type %q, not on a catalogue", mediaType)
	}
	var m ocispec.Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, refuse(NotCatalogue, "the manifest cannot be read: %w", err)
	}
	switch {
	case m.ArtifactType == TypeArtifact:
	case strings.HasPrefix(m.ArtifactType, "application/vnd.parcours.catalog."):
		return nil, refuse(NotCatalogue, "the catalogue is of format %q; this version reads %q: use a version that knows it", m.ArtifactType, TypeArtifact)
	case m.Config.MediaType == ocispec.MediaTypeImageConfig:
		return nil, refuse(NotCatalogue, "the tag is on a container image, not on a catalogue")
	default:
		return nil, refuse(NotCatalogue, "the tag is on an artifact of type %q, not on a catalogue", m.ArtifactType)
	}
	r := &Release{Digest: digest.FromBytes(text), manifest: text}
	var err error
	if r.Catalog, err = layer(m.Layers, TypeCatalog); err != nil {
		return nil, err
	}
	if r.History, err = layer(m.Layers, TypeHistory); err != nil {
		return nil, err
	}
	r.Sequence, err = strconv.ParseInt(m.Annotations[annotationSequence], 10, 64)
	if err != nil || r.Sequence < 1 {
		return nil, refuse(NotCatalogue, "the manifest has no sequence")
	}
	r.About = About{
		Revision: m.Annotations[annotationRevision], Format: m.Annotations[annotationFormat],
		Title: m.Annotations[ocispec.AnnotationTitle], Licence: m.Annotations[ocispec.AnnotationLicenses],
		Commit: m.Annotations[ocispec.AnnotationRevision], Counts: map[string]int{},
	}
	if r.Revision == "" {
		return nil, refuse(NotCatalogue, "the manifest names no revision")
	}
	if r.Created, err = time.Parse(time.RFC3339, m.Annotations[ocispec.AnnotationCreated]); err != nil {
		return nil, refuse(NotCatalogue, "the manifest has no date: %w", err)
	}
	for name, value := range m.Annotations {
		if what, ok := strings.CutPrefix(name, annotationCounts); ok {
			if n, err := strconv.Atoi(value); err == nil {
				r.Counts[what] = n
			}
		}
	}
	return r, nil
}

// layer returns the only layer of a type.
func layer(layers []ocispec.Descriptor, mediaType string) (ocispec.Descriptor, error) {
	var found []ocispec.Descriptor
	for _, l := range layers {
		if l.MediaType == mediaType {
			found = append(found, l)
		}
	}
	if len(found) != 1 {
		return ocispec.Descriptor{}, refuse(NotCatalogue, "the manifest has %d layers of type %s, should have one", len(found), mediaType)
	}
	if err := found[0].Digest.Validate(); err != nil || found[0].Digest.Algorithm() != digest.SHA256 || found[0].Size < 0 {
		return ocispec.Descriptor{}, refuse(NotCatalogue, "the layer %s has no sound digest and size", mediaType)
	}
	return found[0], nil
}

// platforms lists what an index holds, for an operator to recognise it.
func platforms(text []byte) string {
	var index ocispec.Index
	if json.Unmarshal(text, &index) != nil {
		return "unreadable"
	}
	var names []string
	for _, m := range index.Manifests {
		if m.Platform != nil && len(names) < 5 {
			names = append(names, m.Platform.OS+"/"+m.Platform.Architecture)
		}
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ", ")
}

// envelopeLayer returns the envelope that the manifest of a signature of ours names.
func envelopeLayer(text []byte) (ocispec.Descriptor, error) {
	var m ocispec.Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return ocispec.Descriptor{}, refuse(NotCatalogue, "the signature's manifest cannot be read: %w", err)
	}
	if m.ArtifactType != TypeSignature {
		return ocispec.Descriptor{}, refuse(NotCatalogue, "%q is no signature", m.ArtifactType)
	}
	envelope, err := layer(m.Layers, typeEnvelope)
	if err == nil && envelope.Size > maxSignature {
		err = refuse(TooLarge, "the signature is said to be of %d bytes; at most %d are read", envelope.Size, maxSignature)
	}
	return envelope, err
}
