package export

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/cloud-pi-native/parcours/internal/tailor"
)

// The namespaces and schemas of Common Cartridge 1.1.
const (
	ccNamespaces = `xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1" xmlns:lomimscc="http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest" ` +
		`xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1 ` +
		`http://www.imsglobal.org/profile/cc/ccv1p1/ccv1p1_imscp_v1p2_v1p0.xsd http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest ` +
		`http://www.imsglobal.org/profile/cc/ccv1p1/LOM/ccv1p1_lommanifest_v1p0.xsd"`
	linkNamespaces = `xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ` +
		`xsi:schemaLocation="http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1 http://www.imsglobal.org/profile/cc/ccv1p1/ccv1p1_imswl_v1p1.xsd"`
)

// writeIMSCC writes a path as an IMS Common Cartridge 1.1: a folder for each step, a web link for each item. The archive
// holds no time, so that the same path is the same file.
func writeIMSCC(b *bufio.Writer, s Source, v View) error {
	path, err := tailor.Path(s.Catalog, v.Profile)
	if err != nil {
		return err //nolint:wrapcheck // the caller's mistake, told as it is
	}
	z := zip.NewWriter(b)
	manifest, err := z.Create("imsmanifest.xml") // the first, where importers look
	if err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	if err := v.manifest(manifest, s, &path); err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	done, total := 0, 0
	for _, stage := range path.Stages {
		total += len(stage.Items)
	}
	for _, stage := range path.Stages {
		for _, it := range stage.Items {
			w, err := z.Create(linkFile(it))
			if err != nil {
				return fmt.Errorf("%s: %w", it.Resource.ID, err)
			}
			if _, err := fmt.Fprintf(w, xml.Header+"<webLink %s>\n  <title>%s</title>\n  <url href=\"%s\" target=\"_blank\"/>\n</webLink>\n",
				linkNamespaces, escaped(v.text(it.Resource.Title)), escaped(it.Resource.Link())); err != nil {
				return fmt.Errorf("%s: %w", it.Resource.ID, err)
			}
			done++
			v.progress(done, total)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	return nil
}

// linkFile returns where the link of an item is in the archive.
func linkFile(it *tailor.Item) string { return "links/" + string(it.Resource.ID) + ".xml" }

// manifest writes what the cartridge holds. Identifiers begin with a letter, as XML wants, and tell what they identify.
func (v View) manifest(to io.Writer, s Source, path *tailor.LearningPath) error {
	w := bufio.NewWriter(to)
	lang := escaped(string(v.lang()))
	fmt.Fprintf(w, xml.Header+"<manifest identifier=\"parcours-%.16s\" %s>\n", path.Fingerprint, ccNamespaces)
	fmt.Fprintf(w, "  <metadata>\n    <schema>IMS Common Cartridge</schema>\n    <schemaversion>1.1.0</schemaversion>\n"+
		"    <lomimscc:lom>\n      <lomimscc:general>\n        <lomimscc:title><lomimscc:string language=\"%s\">%s</lomimscc:string></lomimscc:title>\n",
		lang, escaped(v.pathTitle(s.Catalog, path)))
	if about := v.text(s.Catalog.Description); about != "" {
		fmt.Fprintf(w, "        <lomimscc:description><lomimscc:string language=\"%s\">%s</lomimscc:string></lomimscc:description>\n", lang, escaped(about))
	}
	fmt.Fprint(w, "      </lomimscc:general>\n    </lomimscc:lom>\n  </metadata>\n  <organizations>\n"+
		"    <organization identifier=\"path\" structure=\"rooted-hierarchy\">\n      <item identifier=\"root\">\n")
	for _, stage := range path.Stages {
		if len(stage.Items) == 0 {
			continue
		}
		fmt.Fprintf(w, "        <item identifier=\"step-%s\">\n          <title>%s</title>\n", stage.Step.ID,
			escaped(v.plain(fmt.Sprintf("%d. %s", stage.Step.Number, v.text(stage.Step.Title)))))
		for _, it := range stage.Items {
			fmt.Fprintf(w, "          <item identifier=\"item-%s\" identifierref=\"link-%[1]s\"><title>%s</title></item>\n",
				it.Resource.ID, escaped(v.text(it.Resource.Title)))
		}
		fmt.Fprint(w, "        </item>\n")
	}
	fmt.Fprint(w, "      </item>\n    </organization>\n  </organizations>\n  <resources>\n")
	for _, stage := range path.Stages {
		for _, it := range stage.Items {
			fmt.Fprintf(w, "    <resource identifier=\"link-%s\" type=\"imswl_xmlv1p1\"><file href=\"%s\"/></resource>\n", it.Resource.ID, linkFile(it))
		}
	}
	fmt.Fprint(w, "  </resources>\n</manifest>\n")
	return w.Flush() //nolint:wrapcheck // the caller says of what
}

// plain returns the title of a folder without the characters that Moodle's importer copies into XML of its own as they
// are, where they would end the import.
func (v View) plain(title string) string {
	return strings.NewReplacer("&", v.say("et", "and"), "<", "‹", ">", "›").Replace(title)
}
