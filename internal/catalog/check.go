package catalog

// check returns every problem of d, in no order.
func check(d *Draft) []Problem {
	return nil
}
