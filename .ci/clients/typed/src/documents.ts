import { graphql } from './gql/gql.js'

export const Card = graphql(`
  fragment Card on Resource {
    title
    kind
    minutes
  }
`)

export const Page = graphql(`
  query PageOfLibrary($first: Int!, $after: String) {
    resources(first: $first, after: $after) {
      totalCount
      nodes {
        id
        ...Card
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`)

export const Tailored = graphql(`
  query TailoredPath($profile: ProfileInput!) {
    learningPath(profile: $profile) {
      stages {
        step {
          number
        }
        items {
          resource {
            title
          }
          reasons {
            kind
          }
        }
      }
    }
  }
`)
