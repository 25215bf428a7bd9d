// The delivery of the orders service: the stack of examples/orders-infra in Go.
package main

import (
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodeconnections"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/tap-cicd-pipeline/tap-cicd-pipeline-go/tapcicdpipeline"
)

func newOrdersStack(scope constructs.Construct, id string, props *awscdk.StackProps) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, props)

	connection := awscodeconnections.NewCfnConnection(stack, jsii.String("GitHub"), &awscodeconnections.CfnConnectionProps{
		ConnectionName: jsii.String("acme-github"),
		ProviderType:   jsii.String("GitHub"),
		Tags:           &[]*awscdk.CfnTag{{Key: jsii.String("Environment"), Value: jsii.String("dev")}},
	})

	cicd := tapcicdpipeline.NewTapCicdPipeline(stack, jsii.String("Cicd"), &tapcicdpipeline.TapCicdPipelineProps{
		EnvironmentSuffix: jsii.String("dev"),
		Repo:              tapcicdpipeline.Repo_GitHub(jsii.String("acme/orders"), &tapcicdpipeline.GitHubRepoOptions{ConnectionArn: connection.AttrConnectionArn()}),
		Tags: &tapcicdpipeline.PipelineTags{
			Project: jsii.String("orders"), Team: jsii.String("payments"), Author: jsii.String("jane"), PrNumber: jsii.String("42"),
		},
	})
	cicd.Notifications().AddEmail(jsii.String("payments@acme.example"))

	cicd.AddGitHubWorkflow(&tapcicdpipeline.GitHubWorkflowOptions{
		Repository:   jsii.String("acme/orders-infra"),
		OwnerId:      jsii.String("1234567"),
		RepositoryId: jsii.String("987654321"),
		Environments: &map[string]*string{"release/*": jsii.String("staging")},
	})
	return stack
}

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	newOrdersStack(app, "Orders", &awscdk.StackProps{Env: &awscdk.Environment{
		Account: jsii.String(os.Getenv("CDK_DEFAULT_ACCOUNT")),
		Region:  jsii.String(os.Getenv("CDK_DEFAULT_REGION")),
	}})
	app.Synth(nil)
}
