// What the Relay compiler reads; nothing runs it.
import { graphql } from 'relay-runtime'

// A connection at the root, page by page in both directions.
graphql`
  fragment documents_library on Query
  @refetchable(queryName: "documentsLibraryPageQuery")
  @argumentDefinitions(
    first: { type: "Int" }
    after: { type: "String" }
    last: { type: "Int" }
    before: { type: "String" }
  ) {
    resources(first: $first, after: $after, last: $last, before: $before) @connection(key: "documents_library_resources") {
      edges {
        node {
          title
        }
      }
    }
  }
`

// A connection of a thing, which is found again by its identifier.
graphql`
  fragment documents_topic on Topic
  @refetchable(queryName: "documentsTopicPageQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 2 }, after: { type: "String" }) {
    title
    resources(first: $first, after: $after) @connection(key: "documents_topic_resources") {
      edges {
        node {
          title
        }
      }
    }
  }
`

// A thing that is found again by its identifier, whatever it is.
graphql`
  fragment documents_node on Node @refetchable(queryName: "documentsNodeQuery") {
    __typename
    id
    ... on Step {
      title
    }
  }
`

graphql`
  query documentsLibraryQuery($first: Int) {
    ...documents_library @arguments(first: $first)
  }
`

graphql`
  query documentsTopicQuery($id: ID!) {
    topic(id: $id) {
      id
      ...documents_topic
    }
  }
`

graphql`
  query documentsStepQuery($id: ID!) {
    step(id: $id) {
      id
      ...documents_node
    }
  }
`
