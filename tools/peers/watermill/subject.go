package main

import "strings"

func subject(output, id string) string {
	return strings.NewReplacer("{language}", "und", "{id}", id).Replace(output)
}
